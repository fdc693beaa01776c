import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CASE_NUMBER, isCaseNumber, tidyNumber } from './number'

test('a number typed with half-width brackets and blanks becomes a case number', () => {
  expect(tidyNumber('(2026) 粤0604 执 1234 号')).toBe('（2026）粤0604执1234号')
  expect(isCaseNumber(tidyNumber('〔２０２６〕粤06执恢9号之一'))).toBe(true)
})

test('a number without its year or its 号 is no case number', () => {
  expect(isCaseNumber('粤0604执1234号')).toBe(false)
  expect(isCaseNumber('（2026）粤0604执1234')).toBe(false)
})

const rules = join(import.meta.dirname, '../../../../backend/contract/rules.json')
test.skipIf(!existsSync(rules))('tablet and court hold the same form of a case number', () => {
  const { cases } = JSON.parse(readFileSync(rules, 'utf8')) as { cases: { case_number_pattern: string } }
  expect(new RegExp(cases.case_number_pattern).source).toBe(CASE_NUMBER.source)
})
