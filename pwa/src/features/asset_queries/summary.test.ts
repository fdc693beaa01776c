import { expect, test } from 'vitest'
import type { Rows } from '@/api/types'
import { availableTotal, hitsFirst, yuan } from './summary'

const row = (facts: Partial<Rows['feedback']>) => ({ outcome: 'found', answered_at: '2026-11-24T03:00:00.000Z', available_yuan: null, ...facts }) as Rows['feedback']

test('a hit stands before forty answers that found nothing', () => {
  const rows = [row({ outcome: 'nothing', answered_at: '2026-11-24T09:00:00.000Z' }), row({ outcome: 'failed' }), row({ id: 'hit' })]
  expect([...rows].sort(hitsFirst).map((one) => one.outcome)).toEqual(['found', 'failed', 'nothing'])
})

test('the newest of two hits comes first', () => {
  const rows = [row({ id: 'old', answered_at: '2026-11-23T00:00:00.000Z' }), row({ id: 'new' })]
  expect([...rows].sort(hitsFirst)[0]?.id).toBe('new')
})

test('available sums are exact where a float would not be', () => {
  expect(yuan(availableTotal([row({ available_yuan: '9007199254740993.10' }), row({ available_yuan: '0.20' })]))).toBe('9007199254740993.30')
})

test('an answer that found nothing adds nothing, whatever it carries', () => {
  expect(yuan(availableTotal([row({ outcome: 'nothing', available_yuan: '5.00' }), row({ available_yuan: null })]))).toBe('0.00')
})
