import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { newId } from '@/api/ids'
import { utf8 } from '@/api/bytes'
import { SilentBell } from './bell'
import { BoxBroken, importDataKey, randomBytes } from './crypto'
import { Database } from './database'
import { PageLocks } from './locks'
import type { Versioned } from './records'
import { LocalStore, PART_SIZE } from './store'

const OFFICER = newId()
const SECRET = '被执行人身份证440301199001011234'
let db: Database
let store: LocalStore
let key: CryptoKey

beforeEach(async () => {
  db = new Database(`store-${newId()}`)
  key = await importDataKey(randomBytes(32))
  store = new LocalStore(db, new PageLocks(), new SilentBell())
  await store.unlock(key, OFFICER)
})

afterEach(() => {
  vi.useRealTimers()
})

const party = (id: string): [string, Versioned] =>
  [`parties/${id}`, { row: { id, name: SECRET }, seq: 1, holders: [OFFICER] }]

const put = (rows: [string, Versioned][], extra = {}) =>
  store.write(async () => ({ writes: { rows: new Map(rows), base: new Map(rows), ...extra }, result: undefined }))

/** Everything on the disk, as text a thief could search. */
async function onDisk(): Promise<string> {
  const tables = await Promise.all(db.tables.map((table) => table.toArray()))
  return JSON.stringify(tables, (_key, value: unknown) =>
    value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) + new TextDecoder().decode(value) : value)
}

describe('the encrypted database', () => {
  it('nothing about a case lies readable on the disk', async () => {
    const id = newId()
    const draft = { caption: SECRET }
    const blob = { id, envelope_id: null, subject: null, state: 'kept' as const, size: 9, at: '', info: { sha256: '', media_type: '', upload_url: null, draft } }
    const envelope = { id, body: { text: SECRET } } as never
    await put([party(id)], {
      pending: [{ envelope, hash: 'h', order: 1, state: 'waiting', touches: [], blobs: [], missing: null }],
      attention: [{ envelope, outcome: 'refused', problem: null, since: '', blobs: [] }],
      blobs: [blob], parts: await store.sealParts(id, utf8(SECRET)), receipts: [{ envelope_id: id, note: SECRET }],
    })

    const text = await onDisk()

    expect(text).toContain(id) // the search itself works
    expect(text).not.toContain(SECRET)
    expect(text).not.toContain(SECRET.slice(-12))
    expect(store.row('parties', id)).toMatchObject({ name: SECRET })
  })

  it('a box that is moved to another row does not open', async () => {
    const [one, two] = [newId(), newId()]
    await put([party(one), party(two)])
    const stolen = (await db.rows.get(`parties/${one}`))!.box
    await db.rows.update(`parties/${two}`, { box: stolen })
    store.lock()
    await expect(store.unlock(key, OFFICER)).rejects.toThrow(BoxBroken)
  })

  it('another key opens nothing', async () => {
    await put([party(newId())])
    store.lock()
    await expect(store.unlock(await importDataKey(randomBytes(32)), OFFICER)).rejects.toThrow(BoxBroken)
  })

  it('locking takes every row out of memory, and unlocking brings it back', async () => {
    await put([party(newId())])
    store.lock()
    expect(store.rows('parties')).toEqual([])
    await expect(put([party(newId())])).rejects.toMatchObject({ code: 'pad.locked' })
    await store.unlock(key, OFFICER)
    expect(store.rows('parties')).toHaveLength(1)
  })

  it('a person sees only rows they hold', async () => {
    const id = newId()
    await put([[`notices/${id}`, { row: { id }, seq: 1, holders: [newId()] }]])
    expect(store.rows('notices')).toEqual([])
    expect(store.row('notices', id)).toBeNull()
  })

  it('long recordings are kept in parts and come back in order', async () => {
    const bytes = new Uint8Array(PART_SIZE + 10).fill(7)
    bytes[PART_SIZE] = 9
    const parts = await store.sealParts('film', bytes)
    expect(parts.map((part) => part.n)).toEqual([0, 1])
    await put([], { parts: parts.reverse() })
    const sizes: number[] = []
    for await (const part of store.readParts('film')) sizes.push(part.length)
    expect(sizes).toEqual([PART_SIZE, 10])
  })

  it('screens hear of their collection and of no other, after the commit', async () => {
    const heard: number[] = []
    store.subscribe('parties', () => heard.push(store.rows('parties').length))
    store.subscribe('cases', () => heard.push(-1))
    const id = newId()
    await put([party(id)])
    await store.write(async () => ({ writes: { rows: new Map([[`parties/${id}`, null]]) }, result: undefined }))
    expect(heard).toEqual([1, 0])
  })

  it('page after page of a long reading reaches the screens together, and none is kept from them', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let seen: number[] = []
    store.subscribe('parties', () => seen.push(store.rows('parties').length))

    for (let page = 0; page < 3; page++) await put([party(newId())], { more: true })
    expect(store.rows('parties')).toHaveLength(3) // who asks is told what is there
    expect(seen).toEqual([])
    vi.advanceTimersByTime(3000)
    expect(seen).toEqual([3]) // also when the network ends in the middle
    seen = []
    await put([party(newId())], { more: true })
    await put([party(newId())])
    expect(seen).toEqual([5])
    vi.advanceTimersByTime(3000)
    expect(seen).toEqual([5])
  })

  it('a decision that fails changes nothing and does not block the next one', async () => {
    await expect(store.write(async () => {
      throw new Error('no')
    })).rejects.toThrow('no')
    await put([party(newId())])
    expect(store.rows('parties')).toHaveLength(1)
  })
})

describe('two tabs on one database', () => {
  it('the second decides on what the first has committed', async () => {
    const locks = new PageLocks()
    const [one, two] = [new LocalStore(db, locks, new SilentBell()), new LocalStore(new Database(db.name), locks, new SilentBell())]
    await one.unlock(key, OFFICER)
    await two.unlock(key, OFFICER)
    const count = (tab: LocalStore) => tab.write(async (mirror) => {
      const n = ((mirror.meta.get('count') as number | undefined) ?? 0) + 1
      return { writes: { meta: { count: n } }, result: n }
    })
    expect(await Promise.all([count(one), count(two), count(one), count(two)])).toEqual([1, 2, 3, 4])
  })

  it('an upgrade elsewhere makes this tab step aside and say so', async () => {
    await put([party(newId())])
    const newer = new Promise<void>((resolve, reject) => {
      const request = indexedDB.open(db.name, 1000)
      request.onsuccess = () => resolve(request.result.close())
      request.onerror = () => reject(request.error)
    })
    await newer
    expect(store.trouble.get()).toBe('upgrade.elsewhere')
  })
})

describe('ten thousand rows', () => {
  it('are in memory after unlocking', async () => {
    const rows = Array.from({ length: 10_000 }, () => party(newId()))
    await store.write(async () => ({ writes: { rows: new Map(rows) }, result: undefined }))
    store.lock()
    await store.unlock(key, OFFICER)
    expect(store.rows('parties')).toHaveLength(10_000)
  }, 20_000)
})
