import { beforeEach, describe, expect, it, vi } from 'vitest'
import { newId } from '@/api/ids'
import { sha256 } from '@/local/crypto'
import { NO_STATUS, type Status } from '@/sync/status'
import { FakeCourt, type Incoming } from '@/sync/testing/court'
import { OFFICER, someBytes, Tablet } from '@/sync/testing/tablet'
import { Transport } from '@/sync/transport'
import { Files } from './files'
import { checkReady, prepareFiles, preparePapers, type ReadyItem, type ReadyParts } from './ready'
import { NOBODY, type Session } from './types'

let court: FakeCourt
let tablet: Tablet
let files: Files
const pdf = someBytes(20_000)
const document = newId()

beforeEach(async () => {
  court = await FakeCourt.open()
  tablet = await Tablet.enrolled(court)
  court.rules.put('cases', newId(), { case_number: '一' })
  court.rules.put('documents', document, { case_id: newId(), title: '裁定书', sha256: await sha256(pdf), size: pdf.length, state: 'ready' })
  files = new Files(tablet.store, transport(pdf))
})

/** A court that also serves bytes. */
function transport(bytes: Uint8Array): Transport {
  const fetch = async (url: string, init: RequestInit) => {
    const answer = await court.fetch(url, init)
    return answer.status === 404 && url.endsWith('/pdf') ? new Response(bytes as BodyInit, { headers: { 'Content-Type': 'application/pdf' } }) : answer
  }
  return new Transport({ fetch: fetch as unknown as typeof globalThis.fetch, origin: court.origin, csrf: () => null, now: Date.now })
}

async function check(status: Partial<Status> = {}, session: Partial<Session> = {}): Promise<Record<string, ReadyItem>> {
  const now = Date.now()
  const parts: ReadyParts = {
    store: tablet.store, files, device: { id: tablet.deviceId, signer: tablet.keys.signer },
    publicKey: court.devices.get(tablet.deviceId)!.spki, appVersion: '1.4.0', now: () => now,
    status: { ...NO_STATUS, lastContactAt: new Date(now).toISOString(), clockOffsetMs: 300, app: { minimum: '1.2.0', latest: '1.4.0' }, ...status },
    session: { ...NOBODY, login: 'valid', expires_at: new Date(now + 12 * 3600_000).toISOString(), ...session },
  }
  return Object.fromEntries((await checkReady(parts)).map((item) => [item.id, item]))
}

describe('before leaving', () => {
  it('cases that were never read, or documents that are not here, are not ready', async () => {
    expect((await check())['cases']!.state).toBe('fail')
    await tablet.sync()
    const items = await check()
    expect(items['cases']).toEqual({ id: 'cases', state: 'ok', params: { count: 1, last_contact_at: expect.any(String) as string } })
    expect(items['documents']).toEqual({ id: 'documents', state: 'fail', params: { stored: 0, total: 1, missing_bytes: 20_000 } })
  })

  it('cases of which only the first pages have come are not ready', async () => {
    for (let n = 0; n < 600; n++) court.rules.put('cases', newId(), { case_number: String(n) })
    let pages = 0
    court.line = ({ path }) => (path === '/api/sync/pull' && ++pages > 1 ? 'lose_request' : 'ok')
    await tablet.sync().catch(() => undefined)
    expect((await check())['cases']).toMatchObject({ state: 'fail', params: { count: expect.any(Number) as number } })
    court.line = () => 'ok'
    await tablet.sync()
    expect((await check())['cases']).toMatchObject({ state: 'ok', params: { count: 601 } })
  })

  it('what was prepared opens in flight mode, and lies encrypted', async () => {
    await tablet.sync()
    const steps: string[] = []
    expect(await prepareFiles({ store: tablet.store, files }, (done, total) => steps.push(`${done}/${total}`))).toEqual({ stored: 1, failed: [] })
    expect(steps).toEqual(['0/1', '1/1'])
    expect((await check())['documents']!.state).toBe('ok')
    court.line = () => 'lose_request'
    expect(await sha256(await files.document(document))).toBe(await sha256(pdf))
    const [part] = await tablet.store.db.parts.toArray()
    expect(await sha256(part!.box.ct.subarray(0, pdf.length))).not.toBe(await sha256(pdf))
  })

  it('a PDF that is not the one in the list is not kept', async () => {
    await tablet.sync()
    files = new Files(tablet.store, transport(someBytes(20_000, 9)))
    await expect(files.document(document)).rejects.toMatchObject({ code: 'file.damaged' })
    expect(await prepareFiles({ store: tablet.store, files }, () => undefined)).toEqual({ stored: 0, failed: [document] })
    expect(files.hasDocument({ id: document, sha256: await sha256(pdf) })).toBe(false)
  })

  it('what waits for approval is taken along with the version before it, and opens in flight mode', async () => {
    const [subject_id, digest] = [newId(), await sha256(pdf)]
    const before = { approval_id: newId(), version: 1, sha256: digest, status: 'returned', reason: '金额', ended_by: null, ended_at: null }
    court.rules.put('approval_tasks', newId(), { subject_kind: 'document', subject_id, version: 2, sha256: digest, task_status: 'open', earlier: [before], evidence: [] })
    court.rules.put('approval_tasks', newId(), { subject_kind: 'document', subject_id: newId(), version: 1, sha256: 'c'.repeat(64), task_status: 'approved', earlier: [], evidence: [] })
    await tablet.sync()
    expect((await check())['documents']!.params).toMatchObject({ stored: 0, total: 3 })
    expect(await preparePapers({ store: tablet.store, files })).toEqual({ stored: 2, failed: [] })
    court.line = () => 'lose_request'
    const paper = { document_id: subject_id, version: 2, sha256: digest }
    expect([files.hasPaper(paper), await sha256(await files.paper(paper))]).toEqual([true, digest])
  })

  it('bytes that are not those that wait for approval are never shown', async () => {
    await tablet.sync()
    const other = { document_id: newId(), version: 1, sha256: 'd'.repeat(64) }
    await expect(files.paper(other)).rejects.toMatchObject({ code: 'file.damaged' })
    expect(files.hasPaper(other)).toBe(false)
  })

  it('a document still being checked by the court does not hold up the trip', async () => {
    court.rules.put('documents', newId(), { title: '扫描件', sha256: 'a'.repeat(64), size: 5, state: 'checking' })
    await tablet.sync()
    expect((await check())['documents']!.params).toMatchObject({ total: 1 })
  })

  it.each([[0, 'ok'], [-119_000, 'ok'], [130_000, 'warn'], [-700_000, 'fail'], [null, 'warn']])(
    'a clock that is off by %s ms: %s', async (clockOffsetMs, state) => {
      expect((await check({ clockOffsetMs }))['clock']!.state).toBe(state)
    })

  it('a login that ends in the middle of the day is warned about, a missing one fails', async () => {
    expect((await check())['login']!.state).toBe('ok')
    expect((await check({}, { expires_at: new Date(Date.now() + 3600_000).toISOString() }))['login']!.state).toBe('warn')
    expect((await check({}, { login: 'expired' }))['login']!.state).toBe('fail')
  })

  it.each([['1.2.0', '1.4.0', 'ok'], ['1.2.0', '1.5.0', 'warn'], ['1.10.0', '1.10.0', 'fail']])(
    'app 1.4.0 with minimum %s and latest %s: %s', async (minimum, latest, state) => {
      expect((await check({ app: { minimum, latest } }))['app_version']!.state).toBe(state)
    })

  it('the device key signs and verifies for real', async () => {
    expect((await check())['device_key']!.state).toBe('ok')
    const other = await Tablet.enrolled(court)
    court.devices.get(tablet.deviceId)!.spki = court.devices.get(other.deviceId)!.spki
    expect((await check())['device_key']!.state).toBe('fail')
  })

  it('room for 200 photos is asked for in figures', async () => {
    vi.stubGlobal('navigator', { storage: { estimate: async () => ({ quota: 1_000_000_000, usage: 500_000_000 }), persisted: async () => true } })
    const items = await check()
    expect(items['storage_room']).toEqual({ id: 'storage_room', state: 'fail', params: { needed_bytes: 838_860_800, free_bytes: 500_000_000 } })
    expect(items['storage_persistent']!.state).toBe('ok')
    vi.unstubAllGlobals()
  })

  it('says what yesterday’s trip still owes', async () => {
    expect((await check({ acts: 2, photos: 3, bytes: 9 }))['unsent']).toMatchObject({ state: 'warn', params: { acts: 2, photos: 3 } })
  })
})

describe('pictures', () => {
  it('an own photo is shown from this device before anybody else has it', async () => {
    const bytes = someBytes(3000)
    const { evidence_id } = await tablet.photo(bytes)
    court.line = () => 'lose_request'
    const blob = await files.evidence(evidence_id, 'display')
    expect(await sha256(new Uint8Array(await blob.arrayBuffer()))).toBe(await sha256(bytes))
    expect(blob.type).toBe('image/jpeg')
  })

  it('a thumbnail made here is there after the original has gone to the court', async () => {
    const { evidence_id } = await tablet.photo(someBytes(3000))
    await files.storeThumbnail(evidence_id, someBytes(90, 4))
    await tablet.sync()
    expect(tablet.store.mirror.blobs.size).toBe(0)
    court.line = () => 'lose_request'
    expect((await files.evidence(evidence_id, 'thumbnail')).size).toBe(90)
    await expect(files.evidence(evidence_id, 'original')).rejects.toMatchObject({ code: 'file.offline' })
  })

  it('what the court does not show to this person is said to be so', async () => {
    const isEvidence = ({ path }: Incoming) => path.startsWith('/api/evidence')
    const { fetch } = court
    Object.assign(court, { fetch: async (...request: Parameters<typeof fetch>) =>
      isEvidence({ path: new URL(String(request[0])).pathname } as Incoming) ? new Response('{"code":"denied"}', { status: 403 }) : fetch(...request) })
    await expect(files.evidence(newId(), 'display')).rejects.toMatchObject({ code: 'file.forbidden' })
  })
})

describe('a second person', () => {
  it('does not get at the first one’s documents', async () => {
    await tablet.sync()
    await files.document(document)
    await tablet.store.unlock(tablet.keys.key, newId())
    await expect(files.document(document)).rejects.toMatchObject({ code: 'file.unknown' })
    await tablet.store.unlock(tablet.keys.key, OFFICER)
    await expect(files.document(document)).resolves.toHaveLength(20_000)
  })
})
