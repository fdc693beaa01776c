/** What a new control starts from: a hit of the queries, a line of the inventory, a line of the ledger, or nothing. Pure. */
import type { AssetRow, ControlRow, FeedbackRow, ItemRow, PartyRow } from '@/api/rows'
import { isMoney } from '@/api/terms'
import { typedYuan } from '@/api/money'
import { kindsFor, STANDING, type AssetClass, type Kind } from './rules'

export interface Draft {
  way: 'institution' | 'on_site'
  asset_class: AssetClass; kind: Kind; party_id: string; label: string; institution: string
  account_number: string; plate: string; vin: string; engine_number: string; title_number: string; registration_number: string
  amount: string; place: string; custodian: string
  source: { kind: 'feedback' | 'item' | 'manual'; id: string | null }
  asset_id: string | null; item_ids: string[]; ruling: string; notice: string
}

export function emptyDraft(parties: readonly PartyRow[], today: string): Draft {
  return {
    way: 'institution', asset_class: 'deposit', kind: kindsFor('deposit', today)[0] ?? 'freeze', party_id: parties.length === 1 ? parties[0]!.id : '',
    label: '', institution: '', account_number: '', plate: '', vin: '', engine_number: '', title_number: '', registration_number: '', amount: '', place: '',
    custodian: '', source: { kind: 'manual', id: null }, asset_id: null, item_ids: [], ruling: '', notice: '',
  }
}

const text = (detail: Record<string, unknown> | null, ...names: string[]): string =>
  names.map((name) => detail?.[name]).find((value): value is string => typeof value === 'string' && value !== '') ?? ''

/** From a hit. The amount is what is available; a person says what is asked for. */
export function fromFeedback(draft: Draft, row: FeedbackRow, parties: readonly PartyRow[], today: string): Draft {
  const { detail } = row
  const asset_class = row.asset_class as AssetClass
  const name = text(detail, 'location', 'company', 'security_name', 'product') || [text(detail, 'brand'), text(detail, 'colour')].filter(Boolean).join('，')
  return {
    ...draft, asset_class, kind: kindsFor(asset_class, today)[0] ?? 'freeze', institution: row.institution,
    party_id: parties.find((one) => one.name === row.respondent)?.id ?? draft.party_id, label: name || row.summary.slice(0, 60) || row.institution,
    account_number: text(detail, 'account', 'card_number'), plate: text(detail, 'plate'), vin: text(detail, 'vin'), engine_number: text(detail, 'engine_number'),
    title_number: text(detail, 'certificate'), registration_number: text(detail, 'credit_code', 'security_code', 'product_code'),
    amount: isMoney(asset_class) ? row.available_yuan ?? row.amount_yuan ?? '' : '', source: { kind: 'feedback', id: row.id },
  }
}

/** From the inventory: the thing is before the officer, so it is seized on the spot. */
export function fromItem(draft: Draft, row: ItemRow, today: string): Draft {
  const asset_class: AssetClass = row.vehicle ? 'vehicle' : 'movable'
  return {
    ...draft, way: 'on_site', asset_class, kind: kindsFor(asset_class, today).at(-1) ?? 'detain', label: [row.name, row.spec].filter(Boolean).join('，'),
    plate: row.vehicle?.plate ?? '', vin: row.vehicle?.vin ?? '', engine_number: row.vehicle?.engine_number ?? '', place: row.place, custodian: row.custodian,
    source: { kind: 'item', id: row.id }, item_ids: [row.id],
  }
}

export function fromAsset(draft: Draft, row: AssetRow, today: string): Draft {
  const { asset_class, ...marks } = row.asset
  const onSite = marks.institution === '' && (asset_class === 'movable' || asset_class === 'vehicle')
  return {
    ...draft, ...marks, way: onSite ? 'on_site' : 'institution', asset_class, kind: kindsFor(asset_class, today)[0] ?? 'freeze', party_id: row.party_id,
    source: { kind: row.source.kind, id: row.source.id ?? null }, asset_id: row.id,
  }
}

export type DraftFault = 'party' | 'required' | 'amount' | 'mark'
/** By field. The court checks again. */
export function draftFaults(draft: Draft): Partial<Record<keyof Draft, DraftFault>> {
  const faults: Partial<Record<keyof Draft, DraftFault>> = {}
  if (!draft.party_id) faults.party_id = 'party'
  if (!draft.label.trim()) faults.label = 'required'
  if (draft.asset_class === 'vehicle' && !draft.plate.trim() && !draft.engine_number.trim()) faults.engine_number = 'mark'
  if (draft.way === 'on_site') {
    if (!draft.place.trim()) faults.place = 'required'
    if (!draft.custodian.trim()) faults.custodian = 'required'
    return faults
  }
  if (!draft.institution.trim()) faults.institution = 'required'
  if ((isMoney(draft.asset_class) || draft.amount.trim()) && typedYuan(draft.amount) === null) faults.amount = 'amount'
  return faults
}

export function assetOf(draft: Draft): ControlRow['asset'] {
  const plain = (name: 'label' | 'institution' | 'account_number' | 'plate' | 'vin' | 'engine_number' | 'title_number' | 'registration_number') => draft[name].trim()
  return {
    asset_class: draft.asset_class, label: plain('label'), institution: draft.way === 'on_site' ? '' : plain('institution'), account_number: plain('account_number'),
    plate: plain('plate'), vin: plain('vin'), engine_number: plain('engine_number'), title_number: plain('title_number'), registration_number: plain('registration_number'),
  }
}

const MARKS = ['account_number', 'title_number', 'plate', 'vin', 'engine_number', 'registration_number'] as const
const bare = (value: string) => value.toUpperCase().replace(/[\s·.-]/g, '')

/** A control that stands on the same thing in this case already: a second one would be a conflict. */
export function alreadyOn(draft: Draft, controls: readonly ControlRow[]): ControlRow | null {
  return controls.find((one) => STANDING.includes(one.state) && (draft.item_ids.some((id) => one.item_ids.includes(id)) || MARKS.some((mark) => draft[mark].trim() && bare(draft[mark]) === bare(one.asset[mark] ?? '')))) ?? null
}
