import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { newId } from '@/api/ids'
import { SilentBell } from '@/local/bell'
import { Database } from '@/local/database'
import { PageLocks } from '@/local/locks'
import { wipe } from '@/local/wipe'
import { theKeeper } from '@/device/keeper'
import { status, theEngine } from '@/sync/current'
import { SilentDoorbell } from '@/sync/doorbell'
import { FakeCourt } from '@/sync/testing/court'
import { CASE, OFFICER, someBytes } from '@/sync/testing/tablet'
import { Host, TABLET_DB } from './host'
import type { Surroundings } from './parts'

const CHEN = newId()
const PIN = '246813'
const ENROL = { code: 'ABCD-1234', name: '一号平板', pin: PIN }
const LOGIN = { username: 'officer1', password: '1reciffo' }
let court: FakeCourt
let around: Surroundings
let ahead: number
const hosts: Host[] = []

beforeEach(async () => {
  await wipe()
  ahead = 0
  court = await FakeCourt.open()
  court.people.set('officer1', { id: OFFICER, name: '李二河', roles: ['officer'] })
  court.people.set('officer2', { id: CHEN, name: '陈一诺', roles: ['officer'] })
  court.rules.put('cases', CASE, { case_number: '（2026）粤0605执1号' })
  around = {
    fetch: ((...request: Parameters<typeof court.fetch>) => court.fetch(...request)) as typeof fetch,
    origin: court.origin, locks: new PageLocks(), appVersion: '1.0.0', bell: () => new SilentBell(),
    doorbell: () => new SilentDoorbell(), pinRounds: 10,
    clock: { wall: () => Date.now() + ahead, mono: () => Math.floor(performance.now()), session: newId() },
  }
})
afterEach(async () => {
  for (const host of hosts.splice(0)) host.place?.leave()
  await new Promise((resolve) => setTimeout(resolve, 5))
})

async function open(): Promise<Host> {
  const host = new Host(around)
  hosts.push(host)
  await host.start()
  return host
}

async function tablet(): Promise<Host> {
  const host = await open()
  await host.login(LOGIN)
  expect(await host.enrol(ENROL)).toEqual({ ok: true })
  return host
}

const quiet = () => vi.waitFor(() => expect(status.get()).toMatchObject({ acts: 0, working: false, lastContactAt: expect.any(String) as string }))
const note = (text: string) => ({ type: 'fieldwork.note', body: { note_id: newId(), visit_id: newId(), text } })

describe('a desk', () => {
  it('is signed out, then open, and after logging out nothing of it is left', async () => {
    const host = await open()
    expect(host.session.get()).toMatchObject({ phase: 'signed_out', mode: 'desk', login: 'none' })
    expect(await host.login({ ...LOGIN, password: 'wrong' })).toMatchObject({ ok: false, problem: { code: 'session.wrong_credentials' } })

    expect(await host.login(LOGIN)).toEqual({ ok: true })
    expect(host.session.get()).toMatchObject({ phase: 'open', mode: 'desk', person: { id: OFFICER, roles: ['officer'] }, login: 'valid' })
    await vi.waitFor(() => expect(host.place!.store.rows('cases')).toHaveLength(1))

    expect(await host.logout('ask')).toEqual({ done: true, unsent: 0 })
    expect(host.session.get()).toMatchObject({ phase: 'signed_out', person: null })
    expect(await indexedDB.databases()).toEqual([])
    expect(court.loggedIn).toBeNull()
  })

  it('reads again after a reload, because its key died with the page', async () => {
    const host = await open()
    await host.login(LOGIN)
    await quiet()
    host.place!.leave()
    around.locks = new PageLocks() // the browser let go of the closed page's locks

    const again = await open()

    expect(again.session.get()).toMatchObject({ phase: 'open', mode: 'desk' })
    expect(await indexedDB.databases()).toHaveLength(1)
    await vi.waitFor(() => expect(again.place!.store.rows('cases')).toHaveLength(1))
  })

  it('acts with its login, unsigned, and may not capture', async () => {
    const host = await open()
    await host.login(LOGIN)
    const act = await theEngine().act({ type: 'cases.record_progress', body: { entry_id: newId(), case_id: CASE, text: '已查封' } })
    expect(await act.answered).toEqual({ outcome: 'accepted' })
    expect(court.ledger.get(act.id)!.envelope).toMatchObject({ device_id: null, device_seq: null, prev: null, proof: null, actor: OFFICER })
    await expect(theEngine().act(note('一'))).rejects.toMatchObject({ code: 'envelope.signature_required' })
    expect(() => theKeeper()).toThrow('envelope.signature_required')
  })

  it('a PDF imported at a desk travels with the login', async () => {
    const host = await open()
    await host.login(LOGIN)
    const engine = theEngine()
    const blob = await engine.outbox.stage(someBytes(4000), 'application/pdf')
    const act = await engine.act({ type: 'documents.import', body: { document_id: newId(), case_id: CASE, title: '裁定书', kind: 'ruling' }, blobs: [blob] })
    expect(await act.answered).toEqual({ outcome: 'accepted' })
    expect(court.blobs.has(blob.claim.sha256)).toBe(true)
  })

  it('with an act that waits, logging out asks first', async () => {
    const host = await open()
    await host.login(LOGIN)
    await quiet()
    court.line = () => 'lose_request'
    await theEngine().act({ type: 'cases.record_progress', body: { entry_id: newId(), case_id: CASE, text: '一' } })
    expect(await host.logout('ask')).toEqual({ done: false, unsent: 1 })
    expect(host.session.get().phase).toBe('open')
  })
})

describe('enrolment', () => {
  it('makes a browser a tablet with the court’s key pinned', async () => {
    const host = await tablet()
    expect(host.session.get()).toMatchObject({
      phase: 'open', mode: 'tablet', person: { id: OFFICER, name: '李二河' }, people: [{ id: OFFICER, name: '李二河' }],
      device: { name: '一号平板', court: '示范区人民法院' },
    })
    expect(host.device!.server_key).toEqual(court.serverKey)
    const act = await theEngine().act(note('一'))
    expect(await act.answered).toEqual({ outcome: 'accepted' })
    expect(court.ledger.get(act.id)!.envelope).toMatchObject({ device_id: host.device!.id, device_seq: 1 })
  })

  it('with a wrong code leaves no tablet behind', async () => {
    const host = await open()
    await host.login(LOGIN)
    expect(await host.enrol({ ...ENROL, code: 'NOPE' })).toMatchObject({ ok: false, problem: { code: 'devices.code_invalid' } })
    expect(await Database.exists(TABLET_DB)).toBe(false)
    expect(host.session.get()).toMatchObject({ phase: 'open', mode: 'desk' })
  })

  it('is refused when the key the court sends is not the key it signs with', async () => {
    const host = await open()
    await host.login(LOGIN)
    court.serverKey = { ...(await FakeCourt.open()).serverKey }
    expect(await host.enrol(ENROL)).toMatchObject({ ok: false, problem: { code: 'enrol.server_key_invalid' } })
    expect(await Database.exists(TABLET_DB)).toBe(false)
  })
})

describe('a tablet', () => {
  it('opens with the PIN in flight mode, shows its cases and takes photos', async () => {
    const first = await tablet()
    await vi.waitFor(() => expect(first.place!.store.rows('cases')).toHaveLength(1))
    first.place!.leave()
    court.line = () => 'lose_request'

    const host = await open()
    expect(host.session.get()).toMatchObject({ phase: 'locked', mode: 'tablet', person: null, people: [{ name: '李二河' }] })
    expect(await host.unlock(OFFICER, '000000')).toMatchObject({ ok: false, problem: { code: 'pin.wrong', params: { left: 9 } } })
    expect(await host.unlock(OFFICER, PIN)).toEqual({ ok: true })

    expect(host.place!.store.rows('cases')).toMatchObject([{ case_number: '（2026）粤0605执1号' }])
    await theKeeper().keep({ evidence_id: newId(), case_id: CASE, kind: 'photo' }, someBytes(3000), 'image/jpeg')
    expect(status.get()).toMatchObject({ acts: 1, photos: 1, bytes: 3000 })
    await host.lock()
    expect(status.get()).toMatchObject({ acts: 1, photos: 1, bytes: 3000 }) // a locked tablet still says what it owes
    expect(host.place!.store.rows('cases')).toEqual([])
  })

  it('locked before the line came back, it hands in after the next PIN', async () => {
    const host = await tablet()
    await quiet()
    court.line = () => 'lose_request'
    const act = await theEngine().act(note('一'))
    await host.lock()
    court.line = () => 'ok'
    await host.unlock(OFFICER, PIN)
    await vi.waitFor(() => expect(court.ledger.has(act.id)).toBe(true))
  })

  it('opened in flight mode, it reads again once the line is back, without a new login', async () => {
    const first = await tablet()
    await quiet()
    first.place!.leave()
    court.line = () => 'lose_request'
    const host = await open()
    await host.unlock(OFFICER, PIN)
    await vi.waitFor(() => expect(status.get().online).toBe(false))

    court.line = () => 'ok'
    const later = newId()
    court.rules.put('cases', later, { case_number: '（2026）粤0605执2号' })
    theEngine().ring('online')

    await vi.waitFor(() => expect(host.place!.store.row('cases', later)).not.toBeNull())
    expect(host.session.get().login).toBe('valid')
  })

  it('logging out locks it and keeps what waits', async () => {
    const host = await tablet()
    await quiet()
    court.line = ({ path }) => (path === '/api/sync/push' ? 'lose_request' : 'ok')
    await theEngine().act(note('一'))
    expect(await host.logout('keep')).toEqual({ done: true, unsent: 1 })
    expect(host.session.get()).toMatchObject({ phase: 'locked', login: 'none' })
    expect(await host.holdsUnsent()).toBe(true)
  })

  it('takes a second officer on the word of the first, each with an own PIN', async () => {
    const host = await tablet()
    const added = await host.addPerson({ username: 'officer2', password: '2reciffo', pin: '975310', vouchedBy: { person_id: OFFICER, pin: PIN } })
    expect(added).toEqual({ ok: true })
    expect(court.devices.get(host.device!.id)!.users).toEqual([OFFICER, CHEN])
    expect(court.loggedIn).toBeNull() // the colleague's login does not read for the first one
    await host.lock()
    expect(await host.unlock(CHEN, '975310')).toEqual({ ok: true })
    expect(host.place!.store.rows('cases')).toEqual([])
    const act = await theEngine().act(note('二'))
    expect(await act.answered).toEqual({ outcome: 'accepted' })
    expect(court.ledger.get(act.id)!.envelope.actor).toBe(CHEN)
  })

  it('a colleague’s login does not read for the person at the screen', async () => {
    const host = await tablet()
    expect(await host.login({ username: 'officer2', password: '2reciffo' })).toMatchObject({ ok: false, problem: { code: 'session.other_person' } })
    expect(court.loggedIn).toBeNull()
  })

  it('revoked by the court it wipes itself', async () => {
    const host = await tablet()
    await quiet()
    court.devices.get(host.device!.id)!.revoked = true
    await theEngine().act(note('一'))
    await vi.waitFor(() => expect(host.session.get().phase).toBe('wiped'))
    expect(await indexedDB.databases()).toEqual([])
  })

  it('ten wrong PINs wipe it when everything was handed in, and never before', async () => {
    const host = await tablet()
    await quiet()
    court.line = () => 'lose_request'
    await theEngine().act(note('一'))
    await host.lock()
    const guess = async () => {
      ahead += 24 * 3600_000
      const result = await host.unlock(OFFICER, '000000')
      return result.ok ? 'open' : result.problem.code
    }
    for (let n = 0; n < 12; n++) await guess()
    expect(host.session.get()).toMatchObject({ phase: 'locked', wrongPins: 12 })

    ahead += 24 * 3600_000
    court.line = () => 'ok'
    expect(await host.unlock(OFFICER, PIN)).toEqual({ ok: true })
    await vi.waitFor(() => expect(host.place!.store.mirror.pending.size + status.get().acts).toBeLessThanOrEqual(1))
    await vi.waitFor(() => expect(status.get().acts).toBe(0))
    await host.lock()
    for (let n = 0; n < 9; n++) expect(await guess()).toBe('pin.wrong')
    expect(await guess()).toBe('pin.exhausted')
    expect(host.session.get().phase).toBe('wiped')
  })
})
