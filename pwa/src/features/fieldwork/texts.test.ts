import { expect, it } from 'vitest'
import en from './en.json'
import { COUNTED, REQUIREMENTS, TEXT_FIELDS, VEHICLE_FIELDS } from './rules'
import zh from './zh-CN.json'

it.each([zh, en])('names every field and every record with its law and its way', (book) => {
  for (const field of [...TEXT_FIELDS, ...VEHICLE_FIELDS]) expect(book.field).toHaveProperty(field)
  for (const requirement of new Set(Object.values(REQUIREMENTS).flat())) {
    for (const part of ['title', 'law', 'go', ...(COUNTED.has(requirement) ? ['left'] : [])]) expect(book.require).toHaveProperty([requirement, part])
  }
})
