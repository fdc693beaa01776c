import { describe, expect, it } from 'vitest'
import type { FeedbackRow, ItemRow, PartyRow } from '@/api/rows'
import { amountFault, momentFault, printedFault, rankOf } from './forms'
import { alreadyOn, assetOf, draftFaults, emptyDraft, fromFeedback, fromItem } from './newControl'
import { aControl } from './testing'

const TODAY = '2026-11-27'
const parties = [{ id: 'y1', name: '王某示例' }, { id: 'y2', name: '虚构五金' }] as unknown as PartyRow[]
const hit = (changes: Partial<FeedbackRow>) => ({
  id: 'f1', case_id: 'k1', institution: '示范银行', asset_class: 'deposit', respondent: '虚构五金', summary: '存款账户', available_yuan: '126480.52', amount_yuan: '130000',
  detail: { account: '6222 0001' }, ...changes,
}) as unknown as FeedbackRow

describe('a control from a hit', () => {
  it('of a bank is a freeze of what is available, against the person the bank named', () => {
    const draft = fromFeedback(emptyDraft(parties, TODAY), hit({}), parties, TODAY)
    expect(draft).toMatchObject({ kind: 'freeze', party_id: 'y2', institution: '示范银行', account_number: '6222 0001', amount: '126480.52', source: { kind: 'feedback', id: 'f1' } })
    expect(draftFaults(draft)).toEqual({})
  })
  it('of a car has its marks and no amount', () => {
    const row = hit({ asset_class: 'vehicle', detail: { plate: '粤E·12345', brand: '示例牌', colour: '白色', vin: 'LDEM' } })
    expect(fromFeedback(emptyDraft(parties, TODAY), row, parties, TODAY)).toMatchObject({ kind: 'seize', plate: '粤E·12345', vin: 'LDEM', label: '示例牌，白色', amount: '' })
  })
  it('names nobody when the bank names somebody who is not in the case', () => {
    const draft = fromFeedback(emptyDraft(parties, TODAY), hit({ respondent: '路人' }), parties, TODAY)
    expect(draftFaults(draft)).toEqual({ party_id: 'party' })
  })
})

it('from a line of the inventory is detained on the spot, where it stands', () => {
  const row = { id: 'i1', name: '数控车床', spec: 'CK6140', place: '三号库', custodian: '王某某', vehicle: null } as unknown as ItemRow
  const draft = { ...fromItem(emptyDraft(parties, TODAY), row, TODAY), party_id: 'y1' }
  expect(draft).toMatchObject({ way: 'on_site', kind: 'detain', label: '数控车床，CK6140', place: '三号库', item_ids: ['i1'] })
  expect(draftFaults(draft)).toEqual({})
  expect(assetOf({ ...draft, institution: '示范银行' }).institution).toBe('')
})

it('finds what stands on the same thing, however its number is written', () => {
  const draft = { ...emptyDraft(parties, TODAY), account_number: '62 22' }
  expect(alreadyOn(draft, [aControl({})])?.id).toBe('c1')
  expect(alreadyOn(draft, [aControl({ state: 'released' })])).toBeNull()
  expect(alreadyOn({ ...draft, account_number: '', item_ids: ['i1'] }, [aControl({ item_ids: ['i1'] })])?.id).toBe('c1')
})

describe('a form', () => {
  it('says what is wrong with an amount', () => {
    expect([amountFault('', null, { required: 'no' }), amountFault('', null, { required: 'yes' }), amountFault('一百', null, { required: 'no' }), amountFault('101', '100.00', { required: 'yes' })])
      .toEqual([null, 'amount', 'amount', 'above'])
  })
  it('takes no effect before the service, and nothing from tomorrow', () => {
    expect(momentFault('2026-11-26T16:00:00Z', TODAY, '2026-11-26T15:59:00Z')).toBeNull()
    expect(momentFault('2026-11-26T15:00:00Z', TODAY, '2026-11-26T16:00:00Z')).toBe('order')
    expect(momentFault('2026-11-27T16:00:00Z', TODAY)).toBe('future')
    expect(momentFault(null, TODAY)).toBe('required')
  })
  it('wants both printed dates or none', () => {
    expect([{ start: '', end: '' }, { start: TODAY, end: '' }, { start: TODAY, end: '2026-11-26' }, { start: TODAY, end: TODAY }].map(printedFault)).toEqual([false, true, true, false])
  })
  it('takes ranks from 1 to 1000', () => expect(['0', '1', '1000', '1001', '二', ''].map(rankOf)).toEqual([null, 1, 1000, null, null, null]))
})
