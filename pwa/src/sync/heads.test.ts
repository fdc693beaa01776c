import { beforeEach, describe, expect, it } from 'vitest'
import type { Head } from '@/api/types'
import { judgeHeads, thinHeads, witnessedHeads } from './heads'
import { FakeCourt } from './testing/court'
import { Tablet } from './testing/tablet'

let court: FakeCourt
let tablet: Tablet
beforeEach(async () => {
  court = await FakeCourt.open()
  tablet = await Tablet.enrolled(court)
})

const head = (size: number, sealed_at = '2026-11-24T03:00:00.000Z', root = `${size}`.repeat(64).slice(0, 64)): Promise<Head> =>
  court.sign({ log: 'log', size, root, peaks: [root], sealed_at, prev: '0'.repeat(64) })

const keep = (heads: Head[]) => tablet.store.write(async () => ({ writes: { heads }, result: undefined }))

describe('a tablet as a witness', () => {
  it('keeps the heads it was shown, in order', async () => {
    await keep([await head(30), await head(7)])
    await tablet.engine.sender.work()
    expect((await witnessedHeads(tablet.store.db)).map((each) => each.size)).toEqual([7, 30])
  })

  it('a head that the pinned key did not sign is not kept and raises an alarm', async () => {
    const forged = { ...(await head(8)), size: 9 }
    expect(await judgeHeads(tablet.store, [forged, null, await head(8)], court.serverKey))
      .toMatchObject({ keep: [{ size: 8 }], alarms: ['head.unproven'] })
  })

  it('a second history of the same length is noticed, and both heads are kept as proof', async () => {
    await keep([await head(8)])
    const other = await head(8, undefined, 'f'.repeat(64))
    const { keep: kept, alarms } = await judgeHeads(tablet.store, [other], court.serverKey)
    await keep(kept)
    expect(alarms).toEqual(['log.forked'])
    await thinHeads(tablet.store.db, Date.parse('2027-11-24T00:00:00Z'))
    expect(await tablet.store.db.heads.count()).toBe(2)
  })

  it('the same head shown again is no fork', async () => {
    const shown = await head(8)
    await keep([shown])
    expect((await judgeHeads(tablet.store, [shown], court.serverKey)).alarms).toEqual([])
  })

  it('old heads are thinned to one a day, fresh ones all stay', async () => {
    await keep([
      await head(1, '2026-10-01T01:00:00.000Z'), await head(2, '2026-10-01T02:00:00.000Z'), await head(3, '2026-10-02T01:00:00.000Z'),
      await head(4, '2026-11-23T01:00:00.000Z'), await head(5, '2026-11-23T02:00:00.000Z'),
    ])
    await thinHeads(tablet.store.db, Date.parse('2026-11-24T00:00:00Z'))
    expect((await witnessedHeads(tablet.store.db)).map((each) => each.size)).toEqual([1, 3, 4, 5])
  })
})
