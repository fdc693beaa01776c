import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import { newId } from '@/api/ids'
import { SilentBell } from '@/local/bell'
import { importDataKey, randomBytes } from '@/local/crypto'
import { Database } from '@/local/database'
import { PageLocks } from '@/local/locks'
import { LocalStore } from '@/local/store'
import { keepDraft, readDraft } from './drafts'
import { emptyDraft } from './rules'

const DRAFT = { ...emptyDraft(), name: '红木家具', custodian: '王三槐', vehicle: { plate: '粤E12345', vin: '', engine_number: '' } }

async function tablet(name = `drafts-${newId()}`, key?: CryptoKey) {
  const db = new Database(name)
  const secret = key ?? await importDataKey(randomBytes(32))
  const store = new LocalStore(db, new PageLocks(), new SilentBell())
  await store.unlock(secret, newId())
  return { db, store, secret, name }
}

it('a half-typed line is there again after the app was killed', async () => {
  const { store, secret, name } = await tablet()
  await keepDraft('item/v1', DRAFT, store)
  const again = await tablet(name, secret)
  expect(await readDraft('item/v1', again.store)).toEqual(DRAFT)
  expect(await readDraft('item/v2', again.store)).toBeNull()
})

it('a half-typed line is not readable on the disk', async () => {
  const { db, store } = await tablet()
  await keepDraft('item/v1', DRAFT, store)
  const text = JSON.stringify(await db.meta.toArray(), (_key, value: unknown) =>
    (value instanceof Uint8Array ? new TextDecoder().decode(value) : value))
  expect(text).not.toContain('王三槐')
})

it('a saved or unwanted line leaves no draft behind', async () => {
  const { store } = await tablet()
  await keepDraft('item/v1', DRAFT, store)
  await keepDraft('item/v1', null, store)
  expect(await readDraft('item/v1', store)).toBeNull()
})

it('a draft nobody can open any more is no draft, and a locked tablet keeps none', async () => {
  const { store, name } = await tablet()
  await keepDraft('item/v1', DRAFT, store)
  const stranger = await tablet(name)
  expect(await readDraft('item/v1', stranger.store)).toBeNull()
  await expect(keepDraft('item/v1', DRAFT, null)).resolves.toBeUndefined()
})
