import { expect, it } from 'vitest'
import captureEn from '../capture/en.json'
import captureZh from '../capture/zh-CN.json'
import en from './en.json'
import { COUNTED, REQUIREMENTS, TEXT_FIELDS, VEHICLE_FIELDS } from './rules'
import zh from './zh-CN.json'

it.each([zh, en])('names every field and every record with its law and its way', (book) => {
  for (const field of [...TEXT_FIELDS, ...VEHICLE_FIELDS]) expect(book.field).toHaveProperty(field)
  for (const requirement of new Set(Object.values(REQUIREMENTS).flat())) {
    for (const part of ['title', 'law', 'go', ...(COUNTED.has(requirement) ? ['left'] : [])]) expect(book.require).toHaveProperty([requirement, part])
  }
})

it.each([captureZh, captureEn])('finds the usual reasons it offers', (book) => {
  for (const reason of ['typo', 'counted_wrong', 'party', 'checked_again', 'double', 'wrong_case']) expect(book.reasons).toHaveProperty(reason)
})
