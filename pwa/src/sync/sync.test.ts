import { beforeEach, describe, expect, it, vi } from 'vitest'
import { newId } from '@/api/ids'
import { sha256 as digest } from '@/local/crypto'
import { FakeCourt } from './testing/court'
import { CASE, OFFICER, someBytes, Tablet } from './testing/tablet'

const item = (item_id: string, visit_id: string, name = '红木椅') => ({
  item_id, visit_id, name, spec: '', quantity: '2', unit: '把', condition: '完好', place: '客厅', custodian: '', remarks: '',
  vehicle: null,
})

let court: FakeCourt
beforeEach(async () => {
  court = await FakeCourt.open()
})

describe('handing in', () => {
  it('a note written in a basement reaches the court and its receipt comes back', async () => {
    const tablet = await Tablet.enrolled(court)
    const note_id = newId()
    const act = await tablet.act('fieldwork.note', { note_id, visit_id: newId(), text: '门锁已更换' })

    await tablet.sync()

    expect(await act.answered).toEqual({ outcome: 'accepted' })
    expect(court.rules.row('notes', note_id)).toMatchObject({ text: '门锁已更换' })
    expect(tablet.unsent()).toBe(0)
    expect(await tablet.store.db.receipts.count()).toBe(1)
  })

  it('a photo goes record first, bytes after, and is forgotten here only with its receipt', async () => {
    const tablet = await Tablet.enrolled(court)
    const bytes = someBytes(2_500_000)
    const { sha256, evidence_id } = await tablet.photo(bytes)
    expect(tablet.engine.photoState(evidence_id)).toEqual({ state: 'on_device' })

    await tablet.engine.sender.work()
    expect(court.blobs.size).toBe(0)
    expect([...court.ledger.values()][0]!.outcome.missing).toEqual({ blobs: [sha256] })

    await tablet.sync()
    expect(await digest(court.blobs.get(sha256)!)).toBe(await digest(bytes))
    expect(await tablet.store.db.parts.count()).toBe(0)
    expect(tablet.engine.photoState(evidence_id)).toEqual({ state: 'received' })
  })

  it('two photos with equal bytes stay two pieces of evidence', async () => {
    const tablet = await Tablet.enrolled(court)
    const bytes = someBytes(1000)
    const [first, second] = [await tablet.photo(bytes), await tablet.photo(bytes)]

    await tablet.sync()

    expect(court.rules.row('evidence', first.evidence_id)).not.toBeNull()
    expect(court.rules.row('evidence', second.evidence_id)).not.toBeNull()
    expect(tablet.unsent()).toBe(0)
  })

  it('numbers acts without a gap when many are made at once', async () => {
    const tablet = await Tablet.enrolled(court)
    const visit_id = newId()
    await Promise.all(Array.from({ length: 25 }, (_, n) => tablet.act('fieldwork.note', { note_id: newId(), visit_id, text: `${n}` })))

    const acts = tablet.store.mirror.acts()
    expect(acts.map((act) => act.envelope.device_seq)).toEqual(Array.from({ length: 25 }, (_, n) => n + 1))
    acts.forEach((act, n) => expect(act.envelope.prev).toBe(n ? acts[n - 1]!.hash : '0'.repeat(64)))
    await tablet.sync()
    expect(tablet.unsent()).toBe(0)
    expect(court.chains.get(tablet.deviceId)!.seq).toBe(25)
  })

  it('two tabs number their acts in one chain', async () => {
    const tablet = await Tablet.enrolled(court)
    const other = await tablet.secondTab()
    await Promise.all([tablet, other, tablet, other].map((tab) => tab.act('fieldwork.note', { note_id: newId(), visit_id: newId(), text: '两页' })))

    await tablet.store.write(async () => ({ writes: {}, result: undefined }))
    expect(tablet.store.mirror.acts().map((act) => act.order)).toEqual([1, 2, 3, 4])
    await tablet.sync()
    expect(court.chains.get(tablet.deviceId)!.seq).toBe(4)
  })

  it('an expired login still hands in, photos included, and only stops reading', async () => {
    const tablet = await Tablet.enrolled(court)
    await tablet.photo(someBytes(5000))
    court.loggedIn = null

    await tablet.sync()

    expect(court.rules.rows.size).toBe(1)
    expect(tablet.unsent()).toBe(0)
    expect(tablet.login.get()).toBe('expired')
  })

  it('a revoked tablet is told to wipe itself', async () => {
    const tablet = await Tablet.enrolled(court)
    await tablet.act('fieldwork.note', { note_id: newId(), visit_id: newId(), text: '一' })
    court.devices.get(tablet.deviceId)!.revoked = true

    tablet.engine.start()
    await vi.waitFor(() => expect(tablet.wiped).toBe(true))
    tablet.engine.stop()
  })
})

describe('receipts', () => {
  const spoiled: [string, (court: FakeCourt) => void][] = [
    ['a wrong signature', (c) => (c.spoilReceipt = (r) => ({ ...r, received_at: '2026-01-01T00:00:00.000Z' }))],
    ['another digest of the bytes', (c) => (c.spoilReceipt = (r) => ({ ...r, blobs: [{ sha256: 'f'.repeat(64), size: 4000 }] }))],
    ['another act', (c) => (c.spoilReceipt = (r) => ({ ...r, envelope_hash: 'e'.repeat(64) }))],
  ]
  it.each(spoiled)('a receipt with %s does not let the tablet forget', async (_why, spoil) => {
    const tablet = await Tablet.enrolled(court)
    const { evidence_id } = await tablet.photo(someBytes(4000))
    spoil(court)

    await tablet.sync()

    expect(tablet.unsent()).toBe(1)
    expect(await tablet.store.db.parts.count()).toBe(1)
    expect(tablet.engine.photoState(evidence_id).state).toBe('arriving')

    court.spoilReceipt = (receipt) => receipt
    for (const entry of court.ledger.values()) entry.outcome = { id: entry.envelope.id, outcome: 'held', missing: {} }
    await tablet.sync()
    expect(tablet.unsent()).toBe(0)
  })

  it('a receipt signed by another key, correct in every other way, frees nothing', async () => {
    const tablet = await Tablet.enrolled(court)
    await tablet.photo(someBytes(4000))
    const impostor = await FakeCourt.open()
    const { sign } = { sign: impostor.sign.bind(impostor) }
    const original = court.sign.bind(court)
    court.sign = (async (record: object) => ('envelope_hash' in record ? sign(record) : original(record))) as typeof court.sign

    await tablet.sync()

    expect(tablet.unsent()).toBe(1)
    expect(await tablet.store.db.parts.count()).toBe(1)
  })
})

describe('answers', () => {
  it('a refused act keeps its data in attention, its rows go back, its photo stays', async () => {
    const tablet = await Tablet.enrolled(court)
    const { evidence_id } = await tablet.photo(someBytes(3000), 'refuse')
    expect(tablet.store.row('evidence', evidence_id)).not.toBeNull()

    await tablet.sync()

    expect(tablet.store.row('evidence', evidence_id)).toBeNull()
    tablet.engine.start()
    const [entry] = tablet.engine.attention.get()
    tablet.engine.stop()
    expect(entry).toMatchObject({ outcome: 'refused', problem: { code: 'test.refused' }, body: { evidence_id } })
    expect(entry!.files).toHaveLength(1)
    expect(await tablet.store.db.parts.count()).toBe(1)
  })

  it('a refused capture is done again as a new act with the same bytes', async () => {
    const tablet = await Tablet.enrolled(court)
    const bytes = someBytes(3000)
    const { act } = await tablet.photo(bytes, 'refuse')
    await tablet.sync()

    const body: Record<string, unknown> = { ...tablet.store.mirror.attention.get(act.id)!.envelope.body, caption: '卧室' }
    const again = await tablet.engine.retry(act.id, body)
    await tablet.sync()

    expect(again.id).not.toBe(act.id)
    expect(tablet.store.mirror.attention.size).toBe(0)
    expect(court.rules.row('evidence', String(body['evidence_id']))).toMatchObject({ caption: '卧室' })
    expect(await tablet.store.db.parts.count()).toBe(0)
  })

  it('a person may give up a refused act, and its photo is kept all the same', async () => {
    const tablet = await Tablet.enrolled(court)
    const { act } = await tablet.photo(someBytes(3000), 'refuse')
    await tablet.sync()

    await tablet.engine.discard(act.id)

    expect(tablet.store.mirror.attention.size).toBe(0)
    expect([...tablet.store.mirror.blobs.values()].map((blob) => blob.state)).toEqual(['kept'])
    expect(await tablet.store.db.parts.count()).toBe(1)
  })

  it('duplicate answers and answers to unknown acts are harmless', async () => {
    const tablet = await Tablet.enrolled(court)
    await tablet.act('fieldwork.note', { note_id: newId(), visit_id: newId(), text: '一' })
    court.line = ({ path }) => (path === '/api/sync/push' ? 'lose_answer' : 'ok')
    await tablet.sync(2)
    expect(tablet.unsent()).toBe(1)
    court.line = () => 'duplicate'

    await tablet.sync()

    expect(court.rules.rows.size).toBe(1)
    expect(tablet.unsent()).toBe(0)
    expect(tablet.store.mirror.attention.size).toBe(0)
  })

  it('a conflict keeps both: the colleague’s row on the screen, the own act in attention', async () => {
    const tablet = await Tablet.enrolled(court)
    const item_id = newId()
    court.rules.put('items', item_id, { ...item(item_id, newId()), case_id: CASE, no: 1, history: [], struck: null })
    await tablet.sync()
    await tablet.act('fieldwork.correct_item', { item_id, changes: { quantity: '3' }, reason: '漏数' }, [`items/${item_id}`])
    expect(tablet.store.row('items', item_id)).toMatchObject({ quantity: '3', _local: { unsent: 1 } })
    court.rules.put('items', item_id, { ...court.rules.row('items', item_id), quantity: '4' })

    await tablet.sync()

    expect(tablet.store.row('items', item_id)).toMatchObject({ quantity: '4' })
    expect(tablet.store.row('items', item_id)).not.toHaveProperty('_local')
    const [entry] = [...tablet.store.mirror.attention.values()]
    expect(entry).toMatchObject({ outcome: 'conflict', envelope: { body: { changes: { quantity: '3' } } } })
  })

  it('two own corrections of one row, made offline one after the other, do not conflict with each other', async () => {
    const tablet = await Tablet.enrolled(court)
    const item_id = newId()
    court.rules.put('items', item_id, { ...item(item_id, newId()), case_id: CASE, no: 1, history: [], struck: null })
    await tablet.sync()
    for (const quantity of ['3', '5']) {
      await tablet.act('fieldwork.correct_item', { item_id, changes: { quantity }, reason: '漏数' }, [`items/${item_id}`])
    }

    await tablet.sync()

    expect(tablet.store.mirror.attention.size).toBe(0)
    expect(court.rules.row('items', item_id)).toMatchObject({ quantity: '5' })
  })
})

describe('reading', () => {
  it('a pull during pending acts rebases: the news below, the own act on top', async () => {
    const tablet = await Tablet.enrolled(court)
    const item_id = newId()
    court.rules.put('items', item_id, { ...item(item_id, newId()), case_id: CASE, no: 1, history: [], struck: null })
    await tablet.sync()
    await tablet.act('fieldwork.correct_item', { item_id, changes: { quantity: '3' }, reason: '漏数' }, [`items/${item_id}`])
    court.rules.put('items', item_id, { ...court.rules.row('items', item_id), place: '主卧' })

    await tablet.engine.puller.work()

    expect(tablet.store.row('items', item_id)).toMatchObject({ quantity: '3', place: '主卧', _local: { unsent: 1 } })
    expect(tablet.store.mirror.base.get(`items/${item_id}`)!.row).toMatchObject({ quantity: '2', place: '主卧' })
  })

  it('an accepted act stays on the screen until the feed brings its row', async () => {
    const tablet = await Tablet.enrolled(court)
    const note_id = newId()
    await tablet.act('fieldwork.note', { note_id, visit_id: newId(), text: '一' })
    await tablet.engine.sender.work()
    expect(tablet.store.row('notes', note_id)).toMatchObject({ text: '一' })
    expect(tablet.store.row('notes', note_id)).not.toHaveProperty('_local')

    await tablet.engine.puller.work()

    expect(tablet.store.mirror.pending.size).toBe(0)
    expect(tablet.store.mirror.base.size).toBe(0)
    expect(tablet.store.row('notes', note_id)).toMatchObject({ text: '一' })
  })

  it('applying the same page twice changes nothing', async () => {
    const tablet = await Tablet.enrolled(court)
    court.rules.put('cases', CASE, { case_number: '（2026）粤0605执1号' })
    court.line = ({ path }) => (path === '/api/sync/pull' ? 'duplicate' : 'ok')
    await tablet.sync()
    const before = JSON.stringify(tablet.store.rows('cases'))
    await tablet.store.write(async () => ({ writes: { meta: { [`cursor:${OFFICER}`]: '' } }, result: undefined }))
    await tablet.sync()
    expect(JSON.stringify(tablet.store.rows('cases'))).toBe(before)
  })

  it('the next page of a long reading travels while one is stored; each is asked for once, and again if it was lost', async () => {
    const tablet = await Tablet.enrolled(court)
    await tablet.sync()
    for (let n = 0; n < 1100; n++) court.rules.put('cases', newId(), { case_number: String(n) })
    const asked = () => court.seen.filter(({ path }) => path === '/api/sync/pull').length
    const before = asked()
    const askedWhenStored: number[] = []
    const write = tablet.store.write.bind(tablet.store)
    vi.spyOn(tablet.store, 'write').mockImplementation(async (decide) => {
      askedWhenStored.push(asked() - before)
      return write(decide)
    })
    court.line = ({ path }) => (path === '/api/sync/pull' && asked() - before === 2 ? 'lose_answer' : 'ok')

    await expect(tablet.engine.puller.work()).rejects.toThrow()
    expect([askedWhenStored, tablet.store.rows('cases').length]).toEqual([[2], 500])
    await tablet.engine.puller.work()

    expect([askedWhenStored, tablet.store.rows('cases').length]).toEqual([[2, 4, 4], 1100])
  })

  it('when access ends the rows go, and with a lost cursor too', async () => {
    const tablet = await Tablet.enrolled(court)
    const other = newId()
    court.rules.put('cases', CASE, { case_number: '一' })
    court.rules.put('cases', other, { case_number: '二' })
    await tablet.sync()
    court.rules.put('cases', CASE, null)
    await tablet.sync()
    expect(tablet.store.rows('cases').map((row) => row.id)).toEqual([other])

    court.rules.rows.delete(`cases/${other}`)
    court.rules.era = 'b'
    await tablet.sync()
    expect(tablet.store.rows('cases')).toEqual([])
  })

  it('a second person on the tablet sees only the own rows, and the first one’s acts are handed in all the same', async () => {
    const tablet = await Tablet.enrolled(court)
    court.rules.put('cases', CASE, { case_number: '一' })
    await tablet.sync()
    await tablet.act('fieldwork.note', { note_id: newId(), visit_id: newId(), text: '甲的记录' })

    await tablet.store.unlock(tablet.keys.key, newId())
    expect(tablet.store.rows('cases')).toEqual([])
    await tablet.engine.sender.work()
    expect([...court.ledger.values()].map((entry) => entry.envelope.actor)).toEqual([OFFICER])
  })
})
