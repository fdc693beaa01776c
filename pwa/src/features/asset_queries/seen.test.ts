import { afterEach, expect, test } from 'vitest'
import { pad } from '@/local/current'
import { markSeen, seenUntil } from './seen'

const meta = new Map<string, unknown>()
const store = {
  meta: (key: string) => meta.get(key),
  write: async (decide: () => Promise<{ writes: { meta: Record<string, unknown> } }>) => { for (const [key, value] of Object.entries((await decide()).writes.meta)) meta.set(key, value) },
  state: { get: () => 'open', subscribe: () => () => undefined }, trouble: { get: () => null, subscribe: () => () => undefined }, subscribe: () => () => undefined,
}
afterEach(() => { pad.use(null); meta.clear() })

test('what was seen moves forward only, for each person alone', async () => {
  pad.use(store as never)
  await markSeen('a', '2026-11-27T02:00:00.000Z')
  await markSeen('a', '2026-11-27T01:00:00.000Z')
  expect([seenUntil('a'), seenUntil('b')]).toEqual(['2026-11-27T02:00:00.000Z', ''])
})

test('on a locked tablet nothing is marked, and nothing fails', async () => {
  await markSeen('a', '2026-11-27T02:00:00.000Z')
  expect(seenUntil('a')).toBe('')
})
