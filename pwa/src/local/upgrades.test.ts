import 'fake-indexeddb/auto'
import { Dexie } from 'dexie'
import { describe, expect, it } from 'vitest'
import { newId } from '@/api/ids'
import { SilentBell } from './bell'
import { sha256 } from './crypto'
import { Database } from './database'
import { PageLocks } from './locks'
import { LocalStore } from './store'
import { restore, type Copy } from './testing/copy'
import v1 from './testing/v1.json'
import v2 from './testing/v2.json'
import { declareVersions, VERSIONS } from './upgrades'
import { Vault } from './vault'

const COPIES: Copy[] = [v1, v2]
const names = COPIES.map((copy) => ({ copy, version: copy.version }))

async function openNewest(name: string, { person, pin }: Copy): Promise<LocalStore> {
  const db = new Database(name)
  const opening = await new Vault(db, new PageLocks()).unlock(person, pin)
  if (!opening.ok) throw new Error(opening.problem.code)
  const store = new LocalStore(db, new PageLocks(), new SilentBell())
  await store.unlock(opening.unlocked.key, person)
  return store
}

async function expectEverything(store: LocalStore): Promise<void> {
  expect(store.rows('cases')).toMatchObject([{ case_number: '（2026）粤0605执1号' }])
  expect(store.rows('evidence')).toMatchObject([{ caption: '客厅', _local: { unsent: 1 } }])
  const [act] = store.mirror.acts()
  expect(act).toMatchObject({ state: 'waiting', envelope: { type: 'capture.record', device_seq: 1 } })
  expect(store.meta('chain')).toEqual({ next: 2, prev: act!.hash })
  expect([...store.mirror.attention.values()]).toMatchObject([{ envelope: { body: { text: '被退回的记录' } } }])
  const blob = store.mirror.blobs.get(act!.blobs[0]!)!
  const pieces: number[] = []
  for await (const part of store.readParts(blob.id)) pieces.push(...part)
  expect(await sha256(Uint8Array.from(pieces))).toBe(blob.info.sha256)
}

describe('a tablet that is months late', () => {
  it('has a stored copy of every version there ever was', () => {
    expect(COPIES.map((copy) => copy.version)).toEqual(VERSIONS.map((entry) => entry.version))
  })

  it.each(names)('opens its version $version database with everything in it', async ({ copy }) => {
    const name = `copy-${newId()}`
    ;(await restore(name, copy)).close()
    const store = await openNewest(name, copy)
    await expectEverything(store)
    store.close()
  })

  it.each(names)('upgrades from version $version while another tab still has it open', async ({ copy }) => {
    const name = `copy-${newId()}`
    const old = await restore(name, copy)
    let told = false
    old.on('versionchange', () => {
      told = true
      old.close()
      return false
    })
    const store = await openNewest(name, copy)
    await expectEverything(store)
    expect(told).toBe(copy.version < VERSIONS.at(-1)!.version)
    store.close()
    old.close()
  })

  it('that dies in the middle of the upgrade still has the old version, whole, and upgrades next time', async () => {
    const name = `copy-${newId()}`
    ;(await restore(name, v1)).close()
    const dying = new Dexie(name)
    declareVersions(dying, 1)
    dying.version(2).stores(VERSIONS[1]!.stores).upgrade(async (transaction) => {
      await VERSIONS[1]!.upgrade!(transaction)
      throw new Error('power cut')
    })
    await expect(dying.open()).rejects.toThrow('power cut')
    dying.close()

    const store = await openNewest(name, v1)
    await expectEverything(store)
    store.close()
  })
})

describe('the list of versions', () => {
  it('only ever adds: no table of an earlier version disappears', () => {
    const seen = new Set<string>()
    for (const { stores } of VERSIONS) for (const [table, schema] of Object.entries(stores)) {
      expect(schema).not.toBeNull()
      seen.add(table)
    }
    const db = new Database(`schema-${newId()}`)
    expect(db.tables.map((table) => table.name).sort()).toEqual([...seen].sort())
  })
})
