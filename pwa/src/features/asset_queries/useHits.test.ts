import { expect, test } from 'vitest'
import type { Rows } from '@/api/types'
import { newestHits } from './useHits'

const hit = (id: string, received_at: string) => ({ id, received_at }) as Rows['feedback']

test('the newest few of many are the same as if all had been sorted', () => {
  const many = Array.from({ length: 500 }, (_, at) => hit(`h${at}`, `2026-11-${String(10 + ((at * 7) % 18)).padStart(2, '0')}T00:00:00.000Z`))
  const sorted = [...many].sort((a, b) => b.received_at.localeCompare(a.received_at) || (a.id > b.id ? -1 : 1)).map((one) => one.id)
  expect(newestHits(many, 20).map((one) => one.id)).toEqual(sorted.slice(0, 20))
  expect(newestHits(many.slice(0, 3), 20)).toHaveLength(3)
})
