import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { courtRules } from '@/api/courtRules'
import { institution, institutions, presets } from '@/api/directory'
import { newId } from '@/api/ids'
import { lawValue, longestYears, radar, radarBands } from '@/api/terms'
import { SilentBell } from '@/local/bell'
import { importDataKey, randomBytes } from '@/local/crypto'
import { pad } from '@/local/current'
import { Database } from '@/local/database'
import { PageLocks } from '@/local/locks'
import { LocalStore } from '@/local/store'
import { followCourtRules } from './courtRules'

const [OFFICER, DAY] = [newId(), '2026-11-27']
const built = { bands: radarBands(DAY), names: institutions().map((one) => one.code) }
let store: LocalStore
let stop: () => void

beforeEach(async () => {
  stop = followCourtRules()
  store = new LocalStore(new Database(`rules-${newId()}`), new PageLocks(), new SilentBell())
  await store.unlock(await importDataKey(randomBytes(32)), OFFICER)
  pad.use(store)
})
afterEach(() => {
  pad.use(null)
  stop()
})

function arrives(slice: string, rules: Record<string, unknown> | null) {
  const row = rules && { row: { id: slice, slice, rules }, seq: 1, holders: [OFFICER] }
  return store.write(async () => ({ writes: { rows: new Map([[`device_rules/${slice}`, row]]) }, result: undefined }))
}

it('counts bands of the court from the moment they arrive, and keeps every other figure', async () => {
  const bands = [{ band: 'lapsed', within_days: -1, must_act: ['judge'], may_mute: false }, { band: 'd3', within_days: 3, must_act: ['officer'], may_mute: false }]
  await arrives('controls', { law: { radar_bands: [{ since: '2015-02-04', value: bands }] } })
  expect(radarBands(DAY)).toEqual(bands)
  expect(radar('live', '2026-12-04', DAY, radarBands(DAY)).band).toBeNull()
  expect(longestYears('deposit', DAY)).toBe(1)
  expect(lawValue('exempt_items', DAY)).not.toBeNull()
  expect(courtRules('controls').things).toContain('vehicle')
})

it('counts a term the court was told of', async () => {
  await arrives('controls', { law: { term_deposits_years: [{ since: '2015-02-04', value: 2 }] } })
  expect([longestYears('deposit', DAY), longestYears('vehicle', DAY)]).toEqual([2, 2])
})

it('asks the institutions of this court', async () => {
  await arrives('asset_queries', { institutions: [{ code: 'own', name: '本地银行', classes: ['deposit'], of: ['person'], usual_minutes: 5, can: [] }], presets: { first: ['own'] } })
  expect([institutions().map((one) => one.code), institution('own')?.name, institution(built.names[0]!), Object.keys(presets())]).toEqual([['own'], '本地银行', null, ['first']])
})

it('falls back on what it was built with when the row goes, and does not mind a slice it does not know', async () => {
  await arrives('asset_queries', { institutions: [] })
  await arrives('tides', { high: 3 })
  expect(institutions()).toEqual([])
  await arrives('asset_queries', null)
  expect([institutions().map((one) => one.code), radarBands(DAY)]).toEqual([built.names, built.bands])
})
