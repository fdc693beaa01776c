import { expect, test } from 'vitest'
import { matches } from './search'

const fields = ['（2026）粤0604执1234号', '买卖合同纠纷', '陈一诺', '禅城某某机械有限公司']

test('a case is found by a piece of its number, typed with half-width brackets', () => {
  expect(matches('(2026)粤0604执12', fields)).toBe(true)
  expect(matches('1234', fields)).toBe(true)
  expect(matches('１２３４', fields)).toBe(true)
})

test('a case is found by two pieces in any order, of a party and of the number', () => {
  expect(matches('机械 1234', fields)).toBe(true)
  expect(matches('  陈一诺 ', fields)).toBe(true)
})

test('a case is not found when one piece occurs nowhere', () => {
  expect(matches('陈一诺 9999', fields)).toBe(false)
})
