import { beforeEach, describe, expect, it } from 'vitest'
import { newId } from '@/api/ids'
import { damageOf, type Damage } from './blobcheck'
import { countUnsent } from './status'
import { FakeCourt } from './testing/court'
import { CASE, someBytes, Tablet } from './testing/tablet'

let court: FakeCourt
let tablet: Tablet
beforeEach(async () => {
  court = await FakeCourt.open()
  tablet = await Tablet.enrolled(court)
})

const patches = () => court.seen.filter((request) => request.method === 'PATCH')

describe('bytes that are not what was captured', () => {
  const spoils: [Damage, (tablet: Tablet) => Promise<void>][] = [
    ['empty', async ({ store }) => void (await store.db.parts.clear())],
    ['truncated', async ({ store }) => {
      const [part] = await store.db.parts.toArray()
      await store.db.parts.bulkPut(await store.sealParts(part!.owner, someBytes(4999)))
    }],
    ['altered', async ({ store }) => {
      const [part] = await store.db.parts.toArray()
      await store.db.parts.bulkPut(await store.sealParts(part!.owner, someBytes(5000, 99)))
    }],
    ['unreadable', async ({ store }) => {
      const [part] = await store.db.parts.toArray()
      part!.box.ct[7]! ^= 1
      await store.db.parts.put(part!)
    }],
  ]

  it.each(spoils)('%s bytes are noticed before anything is sent, and a person is told', async (damage, spoil) => {
    const { act } = await tablet.photo(someBytes(5000))
    await spoil(tablet)
    const [blob] = [...tablet.store.mirror.blobs.values()]
    expect(await damageOf(tablet.store, blob!)).toBe(damage)

    await tablet.sync()

    expect(patches()).toEqual([])
    expect(court.blobs.size).toBe(0)
    expect(tablet.unsent()).toBe(1) // the act itself is in the chain and waits for its bytes
    tablet.engine.start()
    expect(tablet.engine.attention.get()).toMatchObject([{ id: act.id, outcome: 'damaged' }])
    expect(tablet.engine.status.get().alarms).toContain('blob.damaged')
    tablet.engine.stop()
  })

  it('damage between the record and the upload is noticed too', async () => {
    await tablet.photo(someBytes(5000))
    await tablet.engine.sender.work()
    await tablet.store.db.parts.clear()
    await tablet.sync()
    expect(court.seen.some((request) => request.path.startsWith('/api/uploads'))).toBe(false)
  })

  it('an empty picture is no evidence', async () => {
    await expect(tablet.photo(new Uint8Array())).rejects.toMatchObject({ code: 'blob.empty' })
  })

  it('other photos and acts go on behind a damaged one', async () => {
    await tablet.photo(someBytes(5000))
    await tablet.store.db.parts.clear()
    const second = await tablet.photo(someBytes(6000, 2))
    await tablet.sync()
    expect(court.blobs.has(second.sha256)).toBe(true)
    expect(tablet.unsent()).toBe(1)
  })
})

describe('a photo on a bad line', () => {
  it('goes on where it was cut, also after the app was closed', async () => {
    const { sha256 } = await tablet.photo(someBytes(3_500_000))
    let sent = 0
    court.line = ({ method }) => (method === 'PATCH' && ++sent > 2 ? 'lose_request' : 'ok')
    await tablet.sync(1)
    const url = [...tablet.store.mirror.blobs.values()][0]!.info.upload_url
    expect(url).toContain('/api/uploads/')
    tablet.crash()
    court.line = () => 'ok'
    court.seen.length = 0

    await tablet.open()
    await tablet.sync()

    expect(court.blobs.has(sha256)).toBe(true)
    expect(patches().map((request) => Number(request.headers.get('Upload-Offset')))).toEqual([2 << 20, 3 << 20])
    expect(court.seen.filter((request) => request.method === 'POST' && request.path === '/api/uploads')).toEqual([])
  })

  it('a byte flipped on the way is refused by the court and sent again', async () => {
    const { sha256 } = await tablet.photo(someBytes(5000))
    let spoiled = 0
    court.uploads.spoil = (piece) => {
      if (spoiled++ > 0) return piece
      const bad = piece.slice()
      bad[100]! ^= 1
      return bad
    }
    await tablet.sync()
    expect(spoiled).toBe(2)
    expect(court.blobs.has(sha256)).toBe(true)
    expect(tablet.unsent()).toBe(0)
  })

  it('bytes the court lost again after it had them are sent again', async () => {
    const { sha256 } = await tablet.photo(someBytes(5000))
    await tablet.engine.sender.work()
    await tablet.engine.uploader.work()
    court.blobs.clear()
    court.uploads.open.clear()

    await tablet.sync()

    expect(court.blobs.has(sha256)).toBe(true)
    expect(tablet.unsent()).toBe(0)
  })

  it('a piece that arrived twice, so that its answer is a refusal, does not stop the photo', async () => {
    await tablet.photo(someBytes(5000))
    court.line = ({ method }) => (method === 'PATCH' ? 'duplicate' : 'ok')
    await tablet.sync()
    expect(tablet.unsent()).toBe(0)
    expect(patches()).toHaveLength(1)
  })

  it('bytes the court has already are not sent a second time', async () => {
    const bytes = someBytes(5000)
    await tablet.photo(bytes)
    await tablet.sync()
    await tablet.photo(bytes)
    await tablet.engine.sender.work()
    const held = [...tablet.store.mirror.acts()]
    expect(held.map((act) => act.state)).toEqual(['accepted'])

    // A refused capture that is done again finds its bytes there too, by way of a creation that has nothing to send.
    const third = await tablet.photo(bytes)
    court.ledger.set(third.act.id, {
      envelope: tablet.store.mirror.pending.get(third.act.id)!.envelope, hash: tablet.store.mirror.pending.get(third.act.id)!.hash,
      outcome: { id: third.act.id, outcome: 'held', missing: { blobs: [third.sha256] } },
    })
    await tablet.store.write(async (mirror) => {
      const act = mirror.pending.get(third.act.id)!
      return { writes: { pending: [{ ...act, state: 'held' as const, missing: { blobs: [third.sha256] } }] }, result: undefined }
    })
    court.seen.length = 0
    await tablet.engine.uploader.work()
    expect(court.seen.map((request) => request.method)).toEqual(['POST'])
    expect(tablet.engine.board.isThere([...tablet.store.mirror.blobs.keys()][0]!)).toBe(true)
  })

  it('shows how far it is, and never 100 % before the receipt', async () => {
    const { evidence_id } = await tablet.photo(someBytes(3_000_000))
    const seen: number[] = []
    tablet.engine.board.progress.subscribe(() => {
      const state = tablet.engine.photoState(evidence_id)
      if (state.state === 'arriving') seen.push(state.percent)
    })
    await tablet.engine.sender.work()
    await tablet.engine.uploader.work()
    expect(seen).toEqual([34, 69, 99, 99])
    expect(tablet.engine.photoState(evidence_id)).toEqual({ state: 'arriving', percent: 99 })
    await tablet.sync()
    expect(tablet.engine.photoState(evidence_id)).toEqual({ state: 'received' })
  })

  it('at most two photos travel at once', async () => {
    let now = 0
    let most = 0
    for (let n = 0; n < 5; n++) await tablet.photo(someBytes(1000, n + 1))
    await tablet.engine.sender.work()
    const { fetch } = court
    const slow = async (...request: Parameters<typeof fetch>) => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, 2))
      return fetch(...request).finally(() => now--)
    }
    Object.assign(court, { fetch: slow })
    const again = await tablet.secondTab()
    await again.engine.uploader.work()
    expect(most).toBe(2)
    expect(court.blobs.size).toBe(5)
  })
})

describe('counts', () => {
  it('count acts, photos and bytes until each has its receipt, and refused photos as well', async () => {
    await tablet.photo(someBytes(5000))
    await tablet.photo(someBytes(700, 3), 'refuse')
    await tablet.act('fieldwork.note', { note_id: newId(), visit_id: CASE, text: '一' })
    const counts = () => countUnsent(tablet.store.mirror)
    expect(counts()).toEqual({ acts: 3, photos: 2, bytes: 5700, held: 0 })
    await tablet.sync()
    expect(counts()).toEqual({ acts: 0, photos: 1, bytes: 700, held: 0 })
  })
})
