import { expect, test } from 'vitest'
import { stateOf } from './state'

test('what a tablet said it still holds is counted', () => {
  expect(stateOf({ pending_acts: 3, pending_blobs: 2, pending_bytes: 6291456 })).toEqual({ known: true, acts: 3, blobs: 2, bytes: 6291456, pending: 5 })
})

test('a tablet that never spoke is unknown, not empty', () => {
  expect(stateOf(null).known).toBe(false)
  expect(stateOf({}).known).toBe(false)
})
