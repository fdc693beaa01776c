import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { CaseRow, ControlRow, ControlStepRow } from '@/api/rows'
import { radarBands } from '@/api/terms'
import { typedYuan, units, yuanText } from '@/api/money'
import { controlOffers, executionFee, isWatched, kindsFor, missingDocuments, mustAct, overSeizure, radarLines, type Controlled } from './rules'
import { aControl, aStep } from './testing'

interface Sum { name: string; claim_yuan: string; costs_yuan: string; excess_yuan: string; unvalued: number; controls: Controlled[] }
const vectors = JSON.parse(readFileSync(new URL('../../../../tests/vectors/terms.json', import.meta.url), 'utf8')) as { sums: Sum[] }
const TODAY = '2026-11-27'
const CASE = { id: 'k1', assigned: [{ person_id: 'p1', duty: 'officer' }, { person_id: 'p2', duty: 'judge' }] } as unknown as CaseRow
const officer = { person: 'p1', roles: ['officer'] }
const lines = (controls: ControlRow[], steps: ControlStepRow[] = [], who = officer, today = TODAY) =>
  radarLines({ controls, steps, cases: new Map([['k1', CASE]]), today, bands: radarBands(today), who })

describe('over-seizure', () => {
  it.each(vectors.sums)('$name', (one) => {
    const claim = units(one.claim_yuan)
    expect(yuanText(executionFee(claim, TODAY))).toBe(one.costs_yuan)
    const sum = overSeizure(claim, units(one.costs_yuan), one.controls)
    expect([yuanText(sum.excess), sum.unvalued]).toEqual([one.excess_yuan, one.unvalued])
  })
})

describe('an amount as it is typed', () => {
  it.each([['1,286,400', '1286400.00'], [' 3120.55 元', '3120.55'], ['0.0001', '0.0001'], ['.5', '0.50']])('%s', (typed, text) => {
    expect(typedYuan(typed)).toBe(text)
  })
  it.each(['', '0', '-5', '12.34567', '十万', '1e9'])('"%s" is none', (typed) => expect(typedYuan(typed)).toBeNull())
})

describe('the radar of an officer', () => {
  it('has the lapsed first, then the nearest end', () => {
    const far = aControl({ id: 'c1', ends_on: '2027-11-01' })
    const near = aControl({ id: 'c2', ends_on: '2026-11-30' })
    const lapsed = aControl({ id: 'c3', ends_on: '2026-11-20', state: 'lapsed' })
    expect(lines([far, near, lapsed]).map((one) => [one.control.id, one.watch.band])).toEqual([['c3', 'lapsed'], ['c2', 'd7'], ['c1', null]])
  })
  it('turns at midnight without a word from the court', () => {
    const control = aControl({ ends_on: '2026-11-27' })
    expect(lines([control])[0]!.watch).toMatchObject({ days_left: 0, band: 'd1' })
    expect(lines([control], [], officer, '2026-11-28')[0]!.watch).toMatchObject({ days_left: -1, band: 'lapsed', may_mute: false })
  })
  it('marks what went up to the judge, and shows it there', () => {
    const control = aControl({ ends_on: '2026-12-03' })
    const judge = { person: 'p2', roles: ['judge'] }
    expect(lines([control])[0]).toMatchObject({ mine: true, escalated: true })
    expect(lines([control], [], judge)[0]).toMatchObject({ mine: true })
    expect(lines([aControl({ ends_on: '2026-12-20' })], [], judge)[0]).toMatchObject({ mine: false, escalated: false })
  })
  it('gives the chief what is about to lapse, and every case nobody holds', () => {
    const chief = { person: 'p9', roles: ['bureau_chief'] }
    expect(lines([aControl({ ends_on: '2026-11-28' })], [], chief)[0]).toMatchObject({ mine: true })
    expect(lines([aControl({ ends_on: '2026-12-20' })], [], chief)[0]).toMatchObject({ mine: false })
    const watch = lines([aControl({ ends_on: '2026-12-20' })], [], chief)[0]!.watch
    expect(mustAct(watch, { ...CASE, assigned: [] }, chief)).toBe(true)
  })
  it('keeps a renewal that is only drafted in its band', () => {
    const [line] = lines([aControl({ ends_on: '2026-11-29' })], [aStep({ action: 'renew', state: 'sent' })])
    expect(line).toMatchObject({ watch: { band: 'd7' }, renewing: { state: 'sent' } })
  })
  it('forgets a lapse only when somebody has answered for it', () => {
    const lapsed = aControl({ state: 'lapsed', ends_on: '2026-11-20', lapse: { ended_on: '2026-11-20', acknowledged: null } })
    expect(isWatched(lapsed)).toBe(true)
    expect(isWatched({ ...lapsed, lapse: { ended_on: '2026-11-20', acknowledged: { reason: '已清偿', by: 'p1', at: '' } } })).toBe(false)
  })
})

describe('what is offered', () => {
  const offers = (changes: Parameters<typeof aControl>[0], duty = 'officer', steps: ControlStepRow[] = []) =>
    controlOffers(aControl(changes), steps, TODAY, { duty, roles: [duty] })
  it('a renewal on the last day, and none the day after', () => {
    expect(offers({ ends_on: TODAY }).renew).toBe(true)
    expect(offers({ ends_on: '2026-11-26' }).renew).toBe(false)
  })
  it('no second renewal while one is under way', () => expect(offers({ ends_on: '2026-12-01' }, 'officer', [aStep({ action: 'renew' })]).renew).toBe(false))
  it('no transfer of a car, no custody of an account', () => {
    expect(offers({ asset_class: 'vehicle' })).toMatchObject({ transfer: false, custody: true })
    expect(offers({ asset_class: 'deposit' })).toMatchObject({ transfer: true, custody: false })
  })
  it('no release by an assistant, nothing by a stranger', () => {
    expect(offers({}, 'assistant')).toMatchObject({ renew: true, release: false })
    expect(Object.values(offers({}, '')).some(Boolean)).toBe(false)
  })
  it('kinds by the class of the asset', () => {
    expect(kindsFor('deposit', TODAY)).toEqual(['freeze'])
    expect(kindsFor('vehicle', TODAY)).toEqual(['seize', 'detain'])
  })
  it('nothing goes out without ruling and notice', () => {
    expect(missingDocuments(aStep({ ruling_id: 'd1' }), TODAY)).toEqual(['notice'])
  })
})
