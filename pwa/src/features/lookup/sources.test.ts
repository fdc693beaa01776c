import { expect, test } from 'vitest'
import { needle } from './needle'
import { entriesOf, find, whereTo, type Held } from './sources'

const NOTHING: Held = { cases: [], parties: [], items: [], feedback: [], controls: [], assets: [] }
const car = { id: 'i1', case_id: 'c1', visit_id: 'v1', name: '黑色轿车', spec: '', place: '地下车库', custodian: '', struck: null, at: '2026-11-20', vehicle: { plate: '粤E12345', vin: 'LSVAA4187E2123456', engine_number: 'D1' } }
const held = { ...NOTHING,
  cases: [{ id: 'c1', case_number: '（2026）粤0604执1234号', cause: '买卖', stage: 'discovery', updated_at: '' }],
  parties: [{ id: 'p1', case_id: 'c1', side: 'respondent', name: '王三槐', id_number: '440605198803051235', phone: null }],
  items: [car],
  feedback: [{ id: 'f1', case_id: 'c2', outcome: 'found', respondent: '王三槐', serial: 'S1', asset_class: 'vehicle', institution: '示范交警', detail: { plate: '粤E·12399' }, received_at: '2026' },
    { id: 'f2', case_id: 'c2', outcome: 'nothing', respondent: '王三槐', serial: 'S2', detail: { plate: '粤E12345' }, received_at: '2026' }],
  controls: [{ id: 'k1', case_id: 'c3', asset_id: 'a1', item_ids: ['i9'], evidence_ids: ['e9'], asset: { label: '红色轿车', asset_class: 'vehicle', plate: '粤E 12345' }, state: 'live', rank: 1, term: { ends_on: '2027-01-01' }, place: null, custodian: null, updated_at: '2026' }],
} as unknown as Held
const entries = entriesOf(held)
const ids = (typed: string) => find(entries, needle(typed)).map((one) => one.id)

test('a plate said aloud finds the car in the inventory and the control, never an answer that found nothing', () => {
  expect(ids('粤E幺二三四五')).toEqual(['k1', 'i1'])
  expect(ids('粤E 12 3')).toEqual(['k1', 'i1', 'f1'])
})

test('a name finds the person, and what institutions found of her', () => {
  expect(ids('三槐')).toEqual(['f1', 'p1'])
  expect(ids('4406051988')).toEqual(['p1'])
})

test('a VIN is found with O and I typed for 0 and 1', () => {
  expect(ids('lsvaa4i87e2i23456')).toEqual(['i1'])
})

test('the code of a seal finds the control of the thing it is on', () => {
  const seal = '0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b'
  const sealed = entriesOf({ ...held, controls: [{ ...held.controls[0]!, evidence_ids: [seal] }] })
  expect(find(sealed, needle(`https://court.example/s/${seal}`)).map((one) => one.id)).toEqual(['k1'])
})

test('a card leads to the case, at the tab where the thing is', () => {
  expect(whereTo({ kind: 'hit', case_id: 'c2', id: 'f1' })).toBe('/cases/c2?tab=feedback&hit=f1')
  expect(whereTo({ kind: 'item', case_id: 'c1', id: 'i1' })).toBe('/cases/c1?tab=visits')
})
