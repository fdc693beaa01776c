import { describe, expect, it } from 'vitest'
import type { ControlRow, ControlStepRow } from '@/api/rows'
import type { Commands, Envelope } from '@/api/types'
import { projections } from '.'

/** Rows of a tablet in flight mode: each act is projected over what the earlier ones left. */
class Offline {
  readonly rows = new Map<string, Record<string, unknown>>()

  act<T extends keyof Commands>(type: T, body: Commands[T], at = '2026-11-27T03:00:00.000Z'): this {
    const envelope = { type, body, actor: 'p1', occurred_at: at } as unknown as Envelope
    const view = {
      row: (collection: string, id: string) => (this.rows.get(`${collection}/${id}`) ?? null) as never,
      rows: (collection: string) => [...this.rows].filter(([key]) => key.startsWith(`${collection}/`)).map(([, row]) => row) as never,
    }
    for (const { collection, id, row } of projections.project(envelope, view)) if (row) this.rows.set(`${collection}/${id}`, row)
    return this
  }
  control = (id = 'c1') => this.rows.get(`controls/${id}`) as unknown as ControlRow
  step = (id = 's1') => this.rows.get(`control_steps/${id}`) as unknown as ControlStepRow
  asset = (id = 'a1') => this.rows.get(`assets/${id}`) as { stage: string; merged_into: string | null; evidence_ids: string[] }
}

const account = { asset_class: 'deposit' as const, label: '示范银行存款', institution: '示范银行', account_number: '6222' }
const frozen = () => new Offline().act('controls.request', {
  control_id: 'c1', step_id: 's1', case_id: 'k1', party_id: 'y1', asset_id: 'a1', kind: 'freeze', asset: account,
  source: { kind: 'feedback', id: 'f1' }, requested_amount_yuan: '1000',
})
const live = () => frozen().act('controls.record_effect', {
  step_id: 's1', served_at: '2026-11-20T01:00:00Z', effective_at: '2026-11-20T02:00:00Z', actual_amount_yuan: '800',
})

describe('a freeze on this tablet', () => {
  it('is a draft with its step and its line in the ledger', () => {
    const tablet = frozen()
    expect([tablet.control().state, tablet.step().action, tablet.asset().stage]).toEqual(['draft', 'place', 'found'])
  })
  it('is sent, then served', () => {
    const tablet = frozen().act('controls.send', { step_id: 's1' }).act('controls.record_service', { step_id: 's1', served_at: '2026-11-27T02:00:00Z' })
    expect([tablet.control().state, tablet.step().state, tablet.control().served_at]).toEqual(['served', 'served', '2026-11-27T02:00:00Z'])
  })
  it('has its term at once, and says that it holds less than asked', () => {
    expect(live().control()).toMatchObject({ state: 'live', rank: 1, is_partial: true, term: { ends_on: '2027-11-19', computed_end: '2027-11-19' } })
  })
  it('waits behind another court without a term', () => {
    const tablet = frozen().act('controls.record_effect', {
      step_id: 's1', served_at: '2026-11-20T01:00:00Z', effective_at: '2026-11-20T02:00:00Z', rank: 2, ahead: [{ court: '邻院' }],
    })
    expect(tablet.control()).toMatchObject({ state: 'queued', rank: 2, effective_at: null, term: { ends_on: null } })
    tablet.act('controls.record_rank', { control_id: 'c1', rank: 1, since: '2026-11-26T02:00:00Z' })
    expect(tablet.control()).toMatchObject({ state: 'live', term: { ends_on: '2027-11-25' } })
  })
  it('is over when the bank could not do it', () => {
    expect(frozen().act('controls.record_failure', { step_id: 's1', failure_code: 'no_account' }).control().state).toBe('failed')
  })
})

describe('a renewal', () => {
  const renew = (tablet: Offline) => tablet.act('controls.renew', { step_id: 's2', control_id: 'c1', reason: '案件未执行完毕' })
  it('changes nothing before its effect', () => {
    const tablet = renew(live())
    expect([tablet.step('s2').state, tablet.control().term.ends_on]).toEqual(['draft', '2027-11-19'])
  })
  it('then counts from its own effect, and the printed end wins', () => {
    const done = (printed: { start: string; end: string } | null) => renew(live())
      .act('controls.record_effect', { step_id: 's2', served_at: '2027-11-01T02:00:00Z', effective_at: '2027-11-01T02:00:00Z', printed }).control().term
    expect(done(null)).toMatchObject({ ends_on: '2028-10-31', printed: null })
    expect(done({ start: '2027-11-20', end: '2028-11-19' })).toMatchObject({ ends_on: '2028-11-19', computed_end: '2028-10-31', difference_days: 19 })
  })
})

describe('money', () => {
  const step = (type: 'controls.release' | 'controls.transfer', amount: string) => live()
    .act(type, { step_id: 's2', control_id: 'c1', amount_yuan: amount, reason: '超标的' })
    .act('controls.record_effect', { step_id: 's2', served_at: '2026-11-26T02:00:00Z', effective_at: '2026-11-26T02:00:00Z' }).control()
  it('partly released stays frozen, and what was frozen at first stays said', () => {
    expect(step('controls.release', '300')).toMatchObject({ state: 'live', actual_amount_yuan: '800', released_amount_yuan: '300.00' })
  })
  it('wholly released is free', () => expect(step('controls.release', '800')).toMatchObject({ state: 'released', released_amount_yuan: '800.00' }))
  it('partly transferred', () => expect(step('controls.transfer', '0.01')).toMatchObject({ state: 'live', transferred_amount_yuan: '0.01' }))
  it('wholly transferred ends the freeze', () => expect(step('controls.transfer', '800')).toMatchObject({ state: 'transferred', transferred_amount_yuan: '800.00' }))
})

it('seizes a machine on the spot, with two years from today', () => {
  const tablet = new Offline().act('controls.seize_on_site', {
    control_id: 'c1', step_id: 's1', case_id: 'k1', party_id: 'y1', asset_id: 'a1', kind: 'detain', asset: { asset_class: 'movable', label: '数控车床' },
    source: { kind: 'item', id: 'i1' }, place: '三号库', custodian: '王某某', item_ids: ['i1'], evidence_ids: ['e1'],
  })
  expect(tablet.control()).toMatchObject({ state: 'live', place: '三号库', term: { ends_on: '2028-11-26' } })
  expect(tablet.asset()).toMatchObject({ stage: 'controlled', evidence_ids: ['e1'] })
})

it('takes the printed dates as corrected', () => {
  const tablet = live().act('controls.correct_dates', { control_id: 'c1', printed: { start: '2026-11-20', end: '2027-05-19' }, reason: '误读' })
  expect(tablet.control().term).toMatchObject({ ends_on: '2027-05-19', flags: ['printed_differs'] })
})

it('merges two lines with their controls and photos', () => {
  const tablet = live().act('controls.add_asset', { asset_id: 'a2', case_id: 'k1', party_id: 'y1', asset: account, source: { kind: 'manual' }, evidence_ids: ['e2'] })
    .act('controls.merge_assets', { asset_id: 'a2', duplicate_id: 'a1', reason: '同一账户' })
  expect([tablet.control().asset_id, tablet.asset('a1').merged_into, tablet.asset('a2').evidence_ids]).toEqual(['a2', 'a2', ['e2']])
})

it('takes back a draft, and leaves the rest alone', () => {
  const tablet = live().act('controls.renew', { step_id: 's2', control_id: 'c1', reason: '待续' }).act('controls.withdraw_step', { step_id: 's2', reason: '重复' })
  expect([tablet.step('s2').state, tablet.control().state]).toEqual(['withdrawn', 'live'])
})
