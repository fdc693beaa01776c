import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { newId } from '@/api/ids'
import { NoAnswer } from '@/api/problems'
import type { Bell } from '@/local/bell'
import { PageLocks } from '@/local/locks'
import { backoffMs } from './backoff'
import { Leader } from './leader'
import { Loop } from './loop'
import { FakeCourt } from './testing/court'
import { someBytes, Tablet } from './testing/tablet'

const note = (text: string) => ({ note_id: newId(), visit_id: newId(), text })

describe('two tabs', () => {
  const open: Tablet[] = []
  afterEach(() => open.splice(0).forEach((tablet) => tablet.crash()))

  async function twoTabs(court: FakeCourt): Promise<[Tablet, Tablet]> {
    const heard = new Set<() => void>()
    const bell: Bell = { ring: () => heard.forEach((hear) => hear()), listen: (hear) => void heard.add(hear), close: () => undefined }
    const first = await Tablet.enrolled(court, { bell })
    const second = await first.secondTab()
    open.push(first, second)
    return [first, second]
  }

  it('do not both work: the second one waits and takes over when the first closes', async () => {
    const [first, second] = await twoTabs(await FakeCourt.open())
    first.engine.start()
    await vi.waitFor(() => expect(first.engine.status.get().leader).toBe(true))
    second.engine.start()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(second.engine.status.get().leader).toBe(false)

    first.engine.stop()

    await vi.waitFor(() => expect(second.engine.status.get().leader).toBe(true))
  })

  it('an act made in the watching tab is handed in by the working one, and both show it', async () => {
    const court = await FakeCourt.open()
    const [first, second] = await twoTabs(court)
    first.engine.start()
    await vi.waitFor(() => expect(first.engine.status.get().leader).toBe(true))
    second.engine.start()

    const body = note('在另一页写的')
    await second.act('fieldwork.note', body)

    await vi.waitFor(() => expect(court.rules.row('notes', body.note_id)).not.toBeNull())
    await vi.waitFor(() => {
      expect(first.store.row('notes', body.note_id)).toMatchObject({ text: '在另一页写的' })
      expect(second.store.row('notes', body.note_id)).not.toHaveProperty('_local')
    })
  })
})

describe('the engine by itself', () => {
  it('hands in a photo, reads the feed and comes to rest with nothing left', async () => {
    const court = await FakeCourt.open()
    const tablet = await Tablet.enrolled(court)
    tablet.engine.start()
    const { evidence_id } = await tablet.photo(someBytes(50_000))

    await vi.waitFor(() => {
      expect(tablet.store.mirror.pending.size).toBe(0)
      expect(tablet.engine.status.get()).toMatchObject({ acts: 0, photos: 0, bytes: 0, online: true, working: false, alarms: [] })
    })

    expect(tablet.engine.photoState(evidence_id)).toEqual({ state: 'received' })
    expect(Math.abs(tablet.engine.status.get().clockOffsetMs!)).toBeLessThan(1000)
    tablet.crash()
  })

  it('stamps acts with the newest signed time token and the monotonic clock', async () => {
    const court = await FakeCourt.open()
    const tablet = await Tablet.enrolled(court)
    tablet.engine.start()
    await vi.waitFor(() => expect(tablet.store.meta('time_token')).toBeDefined())
    const act = await tablet.act('fieldwork.note', note('一'))
    const { clock } = tablet.store.mirror.pending.get(act.id)!.envelope
    expect(clock.session).toBe(tablet.clock.session)
    expect(clock.token).toMatchObject({ session: clock.session })
    expect(clock.mono_ms).toBeGreaterThanOrEqual(clock.token!.mono_ms)
    tablet.crash()
  })

  it('a court clock far ahead is measured, and refuses nothing', async () => {
    const court = await FakeCourt.open()
    court.aheadMs = 86_400_000
    const tablet = await Tablet.enrolled(court)
    await tablet.act('fieldwork.note', note('一'))
    tablet.engine.start()
    await vi.waitFor(() => expect(tablet.engine.status.get()).toMatchObject({ acts: 0 }))
    expect(tablet.engine.status.get().clockOffsetMs! / 1000).toBeCloseTo(-86_400, -1)
    tablet.crash()
  })

  it('without a line it says so, keeps counting, and goes on when the line is back', async () => {
    const court = await FakeCourt.open()
    court.line = () => 'lose_request'
    const tablet = await Tablet.enrolled(court)
    tablet.engine.start()
    await tablet.act('fieldwork.note', note('一'))
    await vi.waitFor(() => expect(tablet.engine.status.get()).toMatchObject({ online: false, acts: 1, lastContactAt: null }))

    court.line = () => 'ok'
    tablet.engine.ring('user')

    await vi.waitFor(() => expect(tablet.engine.status.get()).toMatchObject({ online: true, acts: 0 }))
    tablet.crash()
  })
})

describe('a loop', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('rung ten times while it runs, it runs once more', async () => {
    let runs = 0
    const loop = new Loop(async () => void runs++, () => undefined)
    loop.start()
    for (let n = 0; n < 10; n++) loop.ring('command')
    await loop.quiet()
    expect(runs).toBe(2)
  })

  it('after a failure it waits longer each time, and a person may hurry it', async () => {
    let runs = 0
    const loop = new Loop(async () => {
      runs++
      throw new NoAnswer('line')
    }, () => undefined)
    loop.start()
    loop.ring('start')
    await loop.quiet()
    loop.ring('command')
    await loop.quiet()
    expect(runs).toBe(1)
    await vi.advanceTimersByTimeAsync(1000)
    expect(runs).toBe(2)
    loop.ring('user')
    await loop.quiet()
    expect(runs).toBe(3)
    loop.stop()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(runs).toBe(3)
  })

  it('the wait doubles, has jitter, and never exceeds five minutes', () => {
    expect([1, 2, 3, 20].map((n) => backoffMs(n, () => 1))).toEqual([1000, 2000, 4000, 300_000])
    expect(backoffMs(3, () => 0)).toBe(2000)
  })
})

describe('leadership', () => {
  it('given up before it was granted is never taken', async () => {
    const locks = new PageLocks()
    const [first, second] = [new Leader(locks, 'work'), new Leader(locks, 'work')]
    const led: string[] = []
    first.start(() => led.push('first'), () => undefined)
    second.start(() => led.push('second'), () => undefined)
    await vi.waitFor(() => expect(led).toEqual(['first']))
    second.stop()
    first.stop()
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(led).toEqual(['first'])
  })
})
