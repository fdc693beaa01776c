import { expect, test } from 'vitest'
import type { Versioned } from '@/local/records'
import { expired } from './ageing'

const row = (id: string, expires_at: string | null): [string, Versioned] => [id, { row: { id, expires_at } as never, seq: 1, holders: ['p'] }]
const NOW = Date.parse('2026-11-27T02:00:00.000Z')

test('an answer leaves the device on its day, and not a moment before', () => {
  const rows = new Map([row('due', '2026-11-27T02:00:00.000Z'), row('later', '2026-11-27T02:00:00.001Z'), row('kept', null)])
  expect(expired(rows, NOW)).toEqual(['feedback/due'])
  expect(expired(undefined, NOW)).toEqual([])
})
