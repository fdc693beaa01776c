import { expect, it } from 'vitest'
import { fold } from './find'
import { placesOf } from './caseSearch'

const pages = ['本院依法裁定查封被执行人名下房产，查封期限三年。', '此页无关', '协助查 封登记（２０２６）粤0604执1号'].map(fold)

it('finds two characters on every page, with their surroundings and how often', () => {
  expect(placesOf(pages, '查封')).toEqual([
    { page: 1, before: '本院依法裁定', hit: '查封', after: '被执行人名下房产,查封期限三', more: 1 },
    { page: 3, before: '协助', hit: '查封', after: '登记(2026)粤0604执', more: 0 },
  ])
})

it('finds a case number however its digits were typed, and nothing for a single character', () => {
  expect(placesOf(pages, '(2026)粤0604执1号').map((one) => one.page)).toEqual([3])
  expect(placesOf(pages, '查')).toEqual([])
})
