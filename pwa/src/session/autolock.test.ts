import { describe, expect, it } from 'vitest'
import { IDLE_LOCK_MS, IDLE_LOCK_WITH_UNSENT_MS, isTimeToLock } from './autolock'

const when = (idleMs: number, { capturing = false, unsent = false }) =>
  isTimeToLock(idleMs, { isCapturing: () => capturing, holdsUnsent: () => unsent })

describe('a tablet that is put down', () => {
  it('locks after a quarter of an hour when it owes nothing', () => {
    expect([when(IDLE_LOCK_MS - 1, {}), when(IDLE_LOCK_MS, {})]).toEqual([false, true])
  })

  it('goes on handing in for up to two hours', () => {
    expect([when(IDLE_LOCK_MS, { unsent: true }), when(IDLE_LOCK_WITH_UNSENT_MS, { unsent: true })]).toEqual([false, true])
  })

  it('never locks under a recording', () => {
    expect(when(24 * 3600_000, { capturing: true, unsent: true })).toBe(false)
  })
})
