/** Control measures and the property ledger, as they stand the moment an act is made. What other courts and earlier controls mean for the rank only the server knows. */
import type { Commands } from '@/api/commands'
import type { AssetRow, ControlRow, ControlStepRow } from '@/api/rows'
import { addYuan, isBelow, remaining } from '@/api/money'
import { daysApart, firstTerm, legalDay, queuedTerm, renewedTerm, type PrintedDates, type TermDates } from '@/api/terms'
import type { Envelope } from '@/api/types'
import type { Projection, RowChange, View } from '../registry'
import { bodyOf, find, put } from './typed'

type Effect = Commands['controls.record_effect']
type New = Commands['controls.request'] | Commands['controls.seize_on_site']
const NO_TERM: TermDates = { computed_start: null, computed_end: null, ends_on: null, flags: [] }
const FULL_ASSET = { institution: '', account_number: '', plate: '', vin: '', engine_number: '', title_number: '', registration_number: '' }

function termOf(term: TermDates, printed: PrintedDates | null): ControlRow['term'] {
  return { ...term, printed, difference_days: daysApart(printed?.end, term.computed_end) }
}

function newControl(act: Envelope, body: New): ControlRow {
  const printed = body.printed ?? null
  return {
    id: body.control_id, case_id: body.case_id, party_id: body.party_id, asset_id: body.asset_id, kind: body.kind, asset: { ...FULL_ASSET, ...body.asset },
    state: 'draft', rank: null, ahead: [], requested_amount_yuan: null, actual_amount_yuan: null, transferred_amount_yuan: null, released_amount_yuan: null, is_partial: false,
    served_at: null, effective_at: null, ended_at: null, term: termOf(NO_TERM, printed), lapse: null, place: null, custodian: null, item_ids: [],
    evidence_ids: [], exemptions_found: body.exemptions_found ?? [], by: act.actor, at: act.occurred_at, updated_by: act.actor, updated_at: act.occurred_at,
  }
}

function newStep(act: Envelope, control: { id: string; case_id: string }, facts: Partial<ControlStepRow> & Pick<ControlStepRow, 'id' | 'action'>): ControlStepRow {
  return {
    control_id: control.id, case_id: control.case_id, state: 'draft', ruling_id: null, notice_id: null, amount_yuan: null, to_account: '', printed: null,
    reason: '', sent_at: null, served_at: null, effective_at: null, actual_amount_yuan: null, receipt: '', failure_code: null, failure_text: '', early_rank: null,
    by: act.actor, at: act.occurred_at, ...facts,
  }
}

/** The line of the ledger a control rests on: the one that is there, or a new one. */
function assetLine(act: Envelope, view: View, body: New, stage: AssetRow['stage']): RowChange {
  const held = find(view, 'assets', body.asset_id)
  if (held) return put('assets', held.stage === 'found' ? { ...held, stage } : held)
  return put('assets', {
    id: body.asset_id, case_id: body.case_id, party_id: body.party_id, asset: { ...FULL_ASSET, ...body.asset }, source: { id: null, ...body.source }, stage,
    value_yuan: null, evidence_ids: 'evidence_ids' in body ? body.evidence_ids ?? [] : [], note: '', merged_into: null, by: act.actor, at: act.occurred_at,
  })
}

const request: Projection = (act, view) => {
  const body = bodyOf(act, 'controls.request')
  const control = { ...newControl(act, body), requested_amount_yuan: body.requested_amount_yuan ?? null }
  const { ruling_id = null, notice_id = null, printed = null } = body
  const step = newStep(act, control, { id: body.step_id, action: 'place', ruling_id, notice_id, printed, amount_yuan: control.requested_amount_yuan })
  return [put('controls', control), put('control_steps', step), assetLine(act, view, body, 'found')]
}

const seizeOnSite: Projection = (act, view) => {
  const body = bodyOf(act, 'controls.seize_on_site')
  const at = act.occurred_at
  const control: ControlRow = {
    ...newControl(act, body), place: body.place, custodian: body.custodian, item_ids: body.item_ids ?? [], evidence_ids: body.evidence_ids ?? [],
    served_at: at,
  }
  const step = newStep(act, control, { id: body.step_id, action: 'place', state: 'done', ruling_id: body.ruling_id ?? null, printed: body.printed ?? null, served_at: at, effective_at: at })
  return [put('controls', ranked(control, 1, at)), put('control_steps', step), assetLine(act, view, body, 'controlled')]
}

function ranked(control: ControlRow, rank: number, since: string): ControlRow {
  const { printed } = control.term
  const assetClass = control.asset.asset_class
  if (rank > 1) {
    const term = queuedTerm(assetClass, legalDay(control.served_at ?? since), printed)
    return { ...control, rank, state: 'queued', effective_at: null, term: termOf(term, printed) }
  }
  return { ...control, rank, state: 'live', effective_at: since, term: termOf(firstTerm(assetClass, legalDay(since), printed), printed) }
}

/** Changes a step and its control together; nothing when this tablet has no such step. */
function onStep(act: Envelope, view: View, change: (step: ControlStepRow, control: ControlRow) => { step?: Partial<ControlStepRow>; control?: Partial<ControlRow> }): RowChange[] {
  const step = find(view, 'control_steps', String(act.body['step_id']))
  const control = step && find(view, 'controls', step.control_id)
  if (!step || !control) return []
  const changed = change(step, control)
  return [
    put('control_steps', { ...step, ...changed.step }),
    ...(changed.control ? [put('controls', touched(act, { ...control, ...changed.control }))] : []),
  ]
}

const touched = (act: Envelope, control: ControlRow): ControlRow => ({ ...control, updated_by: act.actor, updated_at: act.occurred_at })

const linkDocuments: Projection = (act, view) => {
  const { ruling_id, notice_id } = bodyOf(act, 'controls.link_documents')
  return onStep(act, view, (step) => ({ step: { ruling_id: ruling_id ?? step.ruling_id, notice_id: notice_id ?? step.notice_id } }))
}

const send: Projection = (act, view) => onStep(act, view, (_step, control) => ({
  step: { state: 'sent', sent_at: act.occurred_at }, ...(control.state === 'draft' ? { control: { state: 'sent' as const } } : {}),
}))

const recordService: Projection = (act, view) => {
  const { served_at } = bodyOf(act, 'controls.record_service')
  return onStep(act, view, (step) => ({ step: { state: 'served', served_at }, ...(step.action === 'place' ? { control: { state: 'served' as const, served_at } } : {}) }))
}

const recordFailure: Projection = (act, view) => {
  const { failure_code, failure_text = '' } = bodyOf(act, 'controls.record_failure')
  return onStep(act, view, (step) => ({
    step: { state: 'failed', failure_code, failure_text }, ...(step.action === 'place' ? { control: { state: 'failed' as const, ended_at: act.occurred_at } } : {}),
  }))
}

const withdrawStep: Projection = (act, view) => onStep(act, view, (step, control) => {
  const ended = { state: 'withdrawn' as const, ended_at: act.occurred_at }
  if (step.action === 'place' && control.state === 'queued') return { control: { ...ended, rank: null } }
  return { step: { state: 'withdrawn' }, ...(step.action === 'place' ? { control: ended } : {}) }
})

const recordEffect: Projection = (act, view) => {
  const body = bodyOf(act, 'controls.record_effect')
  return onStep(act, view, (step, control) => ({
    step: {
      state: 'done', served_at: body.served_at ?? step.served_at, effective_at: body.effective_at, actual_amount_yuan: body.actual_amount_yuan ?? null, receipt: body.receipt ?? '',
    },
    control: EFFECTS[step.action](control, step, body),
  }))
}

const EFFECTS: Record<ControlStepRow['action'], (control: ControlRow, step: ControlStepRow, body: Effect) => ControlRow> = {
  place(control, step, body) {
    const actual = body.actual_amount_yuan ?? null
    const is_partial = actual !== null && control.requested_amount_yuan !== null && isBelow(actual, control.requested_amount_yuan)
    const printed = body.printed ?? control.term.printed
    const placed = {
      ...control, actual_amount_yuan: actual, is_partial, served_at: body.served_at ?? step.served_at, ahead: aheadOf(body.ahead), term: { ...control.term, printed },
    }
    return ranked(placed, body.rank ?? 1, body.effective_at)
  },
  renew(control, step, body) {
    const printed = body.printed ?? step.printed
    const term = control.term.ends_on === null ? null : renewedTerm(control.asset.asset_class, control.term.ends_on, legalDay(body.effective_at), printed)
    return term ? { ...control, state: 'live', rank: 1, lapse: null, ended_at: null, term: termOf(term, printed) } : control
  },
  release(control, step, body) {
    const amount = body.actual_amount_yuan ?? step.amount_yuan ?? remaining(control)
    const freed = control.actual_amount_yuan === null ? control : { ...control, released_amount_yuan: addYuan(control.released_amount_yuan, amount) }
    return isBelow(amount, remaining(control)) ? freed : { ...freed, state: 'released', rank: null, ended_at: body.effective_at }
  },
  transfer(control, step, body) {
    const amount = body.actual_amount_yuan ?? step.amount_yuan ?? '0'
    const transferred = { ...control, transferred_amount_yuan: addYuan(control.transferred_amount_yuan, amount) }
    return isBelow(amount, remaining(control)) ? transferred : { ...transferred, state: 'transferred', rank: null, ended_at: body.effective_at }
  },
}

const aheadOf = (ahead: Effect['ahead']): ControlRow['ahead'] => (ahead ?? []).map((one) => ({ case_number: '', amount_yuan: null, ends_on: null, ...one }))

/** Renewal, release and transfer begin as a draft; the control stays what it is until the effect. */
const draft = (action: ControlStepRow['action']): Projection => (act, view) => {
  const body = act.body as Commands['controls.renew'] & Commands['controls.release'] & Commands['controls.transfer']
  const control = find(view, 'controls', body.control_id)
  if (!control) return []
  const { reason, to_account = '', ruling_id = null, notice_id = null, printed = null, amount_yuan = null } = body
  return [put('control_steps', newStep(act, control, { id: body.step_id, action, reason, to_account, ruling_id, notice_id, printed, amount_yuan }))]
}

function onControl(act: Envelope, view: View, change: (control: ControlRow) => ControlRow): RowChange[] {
  const control = find(view, 'controls', String(act.body['control_id']))
  return control ? [put('controls', touched(act, change(control)))] : []
}

const correctDates: Projection = (act, view) => {
  const { printed } = bodyOf(act, 'controls.correct_dates')
  return onControl(act, view, (control) => {
    const assetClass = control.asset.asset_class
    const term = control.effective_at === null
      ? queuedTerm(assetClass, legalDay(control.served_at ?? act.occurred_at), printed)
      : firstTerm(assetClass, control.term.computed_start ?? legalDay(control.effective_at), printed)
    return { ...control, term: termOf(term, printed) }
  })
}

const recordRank: Projection = (act, view) => {
  const { rank, since, ahead } = bodyOf(act, 'controls.record_rank')
  return onControl(act, view, (control) => ranked({ ...control, ahead: aheadOf(ahead) }, rank, since))
}

const moveCustody: Projection = (act, view) => {
  const { place, custodian } = bodyOf(act, 'controls.move_custody')
  return onControl(act, view, (control) => ({ ...control, place, custodian }))
}

const acknowledgeLapse: Projection = (act, view) => {
  const { reason } = bodyOf(act, 'controls.acknowledge_lapse')
  return onControl(act, view, (control) => (control.lapse
    ? { ...control, lapse: { ...control.lapse, acknowledged: { reason, by: act.actor, at: act.occurred_at } } } : control))
}

const addAsset: Projection = (act) => {
  const { asset_id, case_id, party_id, asset, source, value_yuan = null, evidence_ids = [], note = '' } = bodyOf(act, 'controls.add_asset')
  const row: AssetRow = {
    id: asset_id, case_id, party_id, asset: { ...FULL_ASSET, ...asset }, source: { id: null, ...source }, stage: 'found', value_yuan, evidence_ids, note,
    merged_into: null, by: act.actor, at: act.occurred_at,
  }
  return [put('assets', row)]
}

const moveAsset: Projection = (act, view) => {
  const { asset_id, stage, value_yuan } = bodyOf(act, 'controls.move_asset')
  const row = find(view, 'assets', asset_id)
  return row ? [put('assets', { ...row, stage, value_yuan: value_yuan ?? row.value_yuan })] : []
}

const mergeAssets: Projection = (act, view) => {
  const { asset_id, duplicate_id } = bodyOf(act, 'controls.merge_assets')
  const [row, other] = [find(view, 'assets', asset_id), find(view, 'assets', duplicate_id)]
  if (!row || !other) return []
  const evidence_ids = [...new Set([...row.evidence_ids, ...other.evidence_ids])]
  const controls = (view.rows('controls') as unknown as ControlRow[]).filter((one) => one.asset_id === duplicate_id)
  return [
    put('assets', { ...row, evidence_ids, value_yuan: row.value_yuan ?? other.value_yuan }), put('assets', { ...other, merged_into: asset_id }),
    ...controls.map((one) => put('controls', { ...one, asset_id })),
  ]
}

export const CONTROLS: Record<string, Projection> = {
  'controls.request': request, 'controls.seize_on_site': seizeOnSite, 'controls.link_documents': linkDocuments, 'controls.send': send,
  'controls.record_service': recordService, 'controls.record_effect': recordEffect, 'controls.record_failure': recordFailure,
  'controls.withdraw_step': withdrawStep, 'controls.renew': draft('renew'), 'controls.release': draft('release'), 'controls.transfer': draft('transfer'),
  'controls.correct_dates': correctDates, 'controls.record_rank': recordRank, 'controls.move_custody': moveCustody,
  'controls.acknowledge_lapse': acknowledgeLapse, 'controls.add_asset': addAsset, 'controls.move_asset': moveAsset, 'controls.merge_assets': mergeAssets,
}
