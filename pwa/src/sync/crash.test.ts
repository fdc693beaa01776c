import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { newId } from '@/api/ids'
import { holdsUnsent } from '@/local/unsent'
import { damageOf } from './blobcheck'
import { countUnsent } from './status'
import { FakeCourt } from './testing/court'
import { CASE, OFFICER, someBytes, Tablet } from './testing/tablet'

let court: FakeCourt
let tablet: Tablet
beforeEach(async () => {
  court = await FakeCourt.open()
  tablet = await Tablet.enrolled(court)
})
afterEach(() => vi.restoreAllMocks())

const note = (text: string) => ({ note_id: newId(), visit_id: newId(), text })

describe('a tablet that dies while a photo is taken', () => {
  it('before the commit: nothing is there, and the next act takes the number', async () => {
    await tablet.act('fieldwork.note', note('一'))
    const { db } = tablet.store
    // Power goes when the parts are being written, the last table of the transaction.
    vi.spyOn(db.parts, 'bulkPut').mockImplementation(() => {
      throw new Error('power cut')
    })
    await expect(tablet.photo(someBytes(9000))).rejects.toThrow('power cut')
    vi.restoreAllMocks()
    expect(tablet.store.mirror.blobs.size).toBe(0)
    tablet.crash()

    await tablet.open()

    expect(tablet.store.mirror.acts()).toHaveLength(1)
    expect(tablet.store.mirror.blobs.size + (await tablet.store.db.parts.count())).toBe(0)
    expect(tablet.store.rows('evidence')).toEqual([])
    await tablet.act('fieldwork.note', note('二'))
    expect(tablet.store.mirror.acts().map((act) => act.envelope.device_seq)).toEqual([1, 2])
  })

  it('after the commit: act, bytes, row and chain are all there, and are handed in', async () => {
    const bytes = someBytes(9000)
    const { evidence_id, sha256 } = await tablet.photo(bytes)
    tablet.crash()

    await tablet.open()

    expect(tablet.store.row('evidence', evidence_id)).toMatchObject({ sha256, state: 'on_device' })
    const [blob] = [...tablet.store.mirror.blobs.values()]
    expect(await damageOf(tablet.store, blob!)).toBeNull()
    await tablet.sync()
    expect(court.blobs.has(sha256)).toBe(true)
    expect(tablet.unsent()).toBe(0)
  })

  it('between the court’s answer and the note of it: the act is sent again and counted once', async () => {
    const act = await tablet.act('fieldwork.note', note('一'))
    vi.spyOn(tablet.store.db.receipts, 'bulkPut').mockImplementation(() => {
      throw new Error('power cut')
    })
    await expect(tablet.engine.sender.work()).rejects.toThrow('power cut')
    vi.restoreAllMocks()
    tablet.crash()

    await tablet.open()
    await tablet.sync()

    expect([...court.ledger.keys()]).toEqual([act.id])
    expect(tablet.unsent()).toBe(0)
    expect(await tablet.store.db.receipts.count()).toBe(1)
  })

  it('in the middle of a page of the feed: cursor and rows are both old or both new', async () => {
    court.rules.put('cases', CASE, { case_number: '（2026）粤0605执1号' })
    vi.spyOn(tablet.store.db.meta, 'bulkPut').mockImplementation(() => {
      throw new Error('power cut')
    })
    await expect(tablet.engine.puller.work()).rejects.toThrow('power cut')
    vi.restoreAllMocks()
    tablet.crash()

    await tablet.open()

    expect(tablet.store.rows('cases')).toEqual([])
    expect(tablet.store.meta(`cursor:${OFFICER}`)).toBeUndefined()
    await tablet.sync()
    expect(tablet.store.rows('cases')).toHaveLength(1)
  })

  it('a full disk refuses the photo with a code, and nothing of it stays', async () => {
    vi.spyOn(tablet.store.db.parts, 'bulkPut').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    await expect(tablet.photo(someBytes(9000))).rejects.toMatchObject({ code: 'storage.full' })
    vi.restoreAllMocks()
    expect(tablet.store.mirror.acts()).toEqual([])
    expect(await tablet.store.db.pending.count()).toBe(0)
  })

  it('the browser closes the database under the page: it is opened again and the act is kept', async () => {
    tablet.store.db.close()
    await tablet.act('fieldwork.note', note('一'))
    expect(await tablet.store.db.pending.count()).toBe(1)
  })
})

describe('a recording', () => {
  const draft = (evidence_id: string) => ({ evidence_id, case_id: CASE, kind: 'video', caption: '搜查过程', position: { none: 'x' } })

  it('that is stopped becomes one piece of evidence made of all its seconds', async () => {
    const evidence_id = newId()
    const id = await tablet.captures.begin('video/webm', draft(evidence_id))
    for (let n = 0; n < 3; ) n = await tablet.captures.addPart(id, n, someBytes(1000 + n, n + 1))
    const kept = await tablet.captures.finish(id, { duration_ms: 3000 })

    await tablet.sync()

    const whole = court.blobs.get(kept.sha256)!
    expect([...whole]).toEqual([...someBytes(1000, 1), ...someBytes(1001, 2), ...someBytes(1002, 3)])
    expect(court.rules.row('evidence', evidence_id)).toMatchObject({ duration_ms: 3000, kind: 'video' })
  })

  it('that a crash interrupted is offered again with the seconds that reached the disk', async () => {
    const evidence_id = newId()
    const id = await tablet.captures.begin('video/webm', draft(evidence_id))
    await tablet.captures.addPart(id, 0, someBytes(1000))
    await tablet.captures.addPart(id, 1, someBytes(1000, 2))
    tablet.crash()
    await tablet.open()

    const [leftover] = await tablet.captures.leftovers()
    expect(leftover).toMatchObject({ id, kind: 'video', seconds: 2, context: { caption: '搜查过程' } })
    await tablet.captures.finish(leftover!.id, { duration_ms: 2000 })
    await tablet.sync()

    expect(court.rules.row('evidence', evidence_id)).toMatchObject({ size: 2000 })
    expect(await tablet.captures.leftovers()).toEqual([])
  })

  it('that ended before its first second reached the disk is nothing and does not wait for ever', async () => {
    const id = await tablet.captures.begin('video/webm', draft(newId()))
    await expect(tablet.captures.finish(id, { duration_ms: 90 })).rejects.toMatchObject({ code: 'blob.empty' })
    expect(tablet.store.mirror.blobs.size).toBe(0)

    await tablet.captures.begin('video/webm', draft(newId()))
    tablet.crash()
    await tablet.open()
    expect(countUnsent(tablet.store.mirror)).toMatchObject({ acts: 0, photos: 0 })
    expect(await holdsUnsent(tablet.store.db)).toBe(false)
  })

  it('that is still running is nobody’s leftover', async () => {
    const id = await tablet.captures.begin('audio/webm', { ...draft(newId()), kind: 'audio' })
    await tablet.captures.addPart(id, 0, someBytes(10))
    expect(await tablet.captures.leftovers()).toEqual([])
  })
})
