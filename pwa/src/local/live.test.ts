import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import { newId } from '@/api/ids'
import { SilentBell } from './bell'
import { importDataKey, randomBytes } from './crypto'
import { pad } from './current'
import { Database } from './database'
import { useCollection, useLive, useRow } from './live'
import { PageLocks } from './locks'
import { Cell } from './readable'
import { LocalStore } from './store'

const OFFICER = newId()
let store: LocalStore
let key: CryptoKey
let scope: EffectScope

beforeEach(async () => {
  store = new LocalStore(new Database(`live-${newId()}`), new PageLocks(), new SilentBell())
  key = await importDataKey(randomBytes(32))
  scope = effectScope()
  pad.setComplete(false)
})
afterEach(() => {
  scope.stop()
  pad.use(null)
})

const put = (id: string, row: Record<string, unknown> | null) => store.write(async () => ({
  writes: { rows: new Map([[`cases/${id}`, row && { row: { id, ...row }, seq: 1, holders: [OFFICER] }]]) }, result: undefined,
}))

describe('a list on the screen', () => {
  it('is loading, then empty, then ready, and shows an error when the disk fails', async () => {
    const cases = scope.run(() => useCollection('cases'))!
    expect(cases.state.value).toBe('loading')
    await store.unlock(key, OFFICER)
    pad.use(store)
    expect(cases.state.value).toBe('loading') // empty would be a statement nobody can make yet
    pad.setComplete(true)
    expect(cases.state.value).toBe('empty')
    await put(newId(), { case_number: '一' })
    expect(cases.state.value).toBe('ready')
    store.state.set('failing')
    expect([cases.state.value, cases.error.value?.message]).toEqual(['error', 'storage.failing'])
  })

  it('follows its filter and its order', async () => {
    await store.unlock(key, OFFICER)
    pad.use(store)
    const wanted = ref('甲')
    const cases = scope.run(() => useCollection('cases', {
      where: (row) => row.cause === wanted.value, order: (a, b) => b.case_number.localeCompare(a.case_number),
    }))!
    for (const [cause, case_number] of [['甲', '1'], ['甲', '2'], ['乙', '3']]) await put(newId(), { cause, case_number })
    expect(cases.data.value.map((row) => row.case_number)).toEqual(['2', '1'])
    wanted.value = '乙'
    await nextTick()
    expect(cases.data.value.map((row) => row.case_number)).toEqual(['3'])
  })

  it('stays when a desk becomes a tablet: the store is exchanged under it', async () => {
    const cases = scope.run(() => useCollection('cases'))!
    await store.unlock(key, OFFICER)
    await put(newId(), { case_number: '一' })
    pad.use(store)
    expect(cases.data.value).toHaveLength(1)
    pad.use(null)
    expect(cases.data.value).toEqual([])
  })

  it('lets go when its component goes', async () => {
    await store.unlock(key, OFFICER)
    pad.use(store)
    const cases = scope.run(() => useCollection('cases'))!
    scope.stop()
    await put(newId(), {})
    expect(cases.data.value).toEqual([])
  })
})

describe('one row on the screen', () => {
  it('follows its id and its changes', async () => {
    await store.unlock(key, OFFICER)
    pad.use(store)
    const [one, two] = [newId(), newId()]
    await put(one, { cause: '甲' })
    const id = ref<string | null>(one)
    const row = scope.run(() => useRow('cases', () => id.value))!
    expect(row.data.value?.cause).toBe('甲')
    await put(one, { cause: '乙' })
    expect(row.data.value?.cause).toBe('乙')
    id.value = two
    expect(row.data.value).toBeNull()
    await put(two, { cause: '丙' })
    expect(row.data.value?.cause).toBe('丙')
  })
})

describe('a readable as a ref', () => {
  it('repeats the value and ends with its scope', () => {
    const cell = new Cell(1)
    const value = scope.run(() => useLive(cell))!
    cell.set(2)
    expect(value.value).toBe(2)
    scope.stop()
    cell.set(3)
    expect(value.value).toBe(2)
  })
})
