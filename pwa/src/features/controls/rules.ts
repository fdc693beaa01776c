/** Pure decisions of this feature: what may be done to a control, how the radar is laid out, over-seizure. */
import type { AssetRow, CaseRow, ControlRow, ControlStepRow } from '@/api/rows'
import { LAPSED, lawValue, radar, type Band, type Watch } from '@/api/terms'
import { units } from '@/api/money'

export type Kind = ControlRow['kind']
export type AssetClass = ControlRow['asset']['asset_class']
export type Action = ControlStepRow['action']
export type Stage = AssetRow['stage']

export const ASSET_CLASSES: readonly AssetClass[] = ['deposit', 'wealth_product', 'payment_account', 'securities', 'vehicle', 'real_property',
  'equity', 'provident_fund', 'insurance', 'dividend', 'movable', 'intellectual_property', 'other']
export const STAGES: readonly Stage[] = ['found', 'controlled', 'appraised', 'disposed']
export const STANDING = ['draft', 'sent', 'served', 'queued', 'live']
const OPEN_STEPS = ['draft', 'sent', 'served']
/** Who may do what in a case; the server decides again (policy.py of the slice). */
const CONTROLLERS = ['judge', 'officer', 'assistant']
const RECORDERS = [...CONTROLLERS, 'clerk']
const ON_SITE = [...CONTROLLERS, 'marshal']
const RELEASERS = ['judge', 'officer']

/** Kinds of control that fit a class of assets. Source: law key kinds_by_asset_class. */
export function kindsFor(assetClass: AssetClass, on: string): Kind[] {
  return lawValue<Record<string, Kind[]>>('kinds_by_asset_class', on)?.[assetClass] ?? []
}

export interface ExemptItem { key: string; barred: boolean; source: string }
/** What may not be controlled; `barred` false: it may be seized but not sold. Source: SEZ 3-5. */
export function exemptItems(on: string): ExemptItem[] {
  return lawValue<ExemptItem[]>('exempt_items', on) ?? []
}

export function documentsNeeded(action: Action, on: string): string[] {
  return lawValue<string[]>(`documents_needed_${action}`, on) ?? []
}

export function missingDocuments(step: ControlStepRow, on: string): string[] {
  const held = { ruling: step.ruling_id, notice: step.notice_id } as Record<string, string | null>
  return documentsNeeded(step.action, on).filter((name) => !held[name])
}

export const isOpenStep = (step: ControlStepRow) => OPEN_STEPS.includes(step.state)
export const dutyIn = (row: CaseRow | null, person: string | null): string | null =>
  row?.assigned.find((one) => one.person_id === person)?.duty ?? null

export interface Offers {
  send: boolean; served: boolean; effect: boolean; failure: boolean; withdraw: boolean; link: boolean
}
/** What may be done with an open step by somebody with this duty. */
export function stepOffers(step: ControlStepRow, control: ControlRow, duty: string | null): Offers {
  const [open, records, controls] = [isOpenStep(step), RECORDERS.includes(duty ?? ''), CONTROLLERS.includes(duty ?? '')]
  const drafted = step.state === 'draft'
  return {
    send: controls && drafted && control.asset.institution !== '', served: records && open && step.state !== 'served', effect: records && open,
    failure: records && open, withdraw: controls && drafted, link: records && open,
  }
}

export interface ControlOffers {
  renew: boolean; release: boolean; transfer: boolean; correct: boolean; rank: boolean; leaveQueue: boolean; custody: boolean; acknowledge: boolean
}
/** What may be done with a control today. A renewal on the last day is in time; one day later it is none (SEZ 27). */
export function controlOffers(control: ControlRow, steps: readonly ControlStepRow[], today: string, who: { duty: string | null; roles: readonly string[] }): ControlOffers {
  const duty = who.duty ?? ''
  const underWay = (action: Action) => steps.some((one) => one.action === action && isOpenStep(one))
  const [live, queued] = [control.state === 'live', control.state === 'queued']
  const ended = control.term.ends_on !== null && today > control.term.ends_on
  return {
    renew: live && !ended && CONTROLLERS.includes(duty) && !underWay('renew'),
    release: live && RELEASERS.includes(duty) && !underWay('release'),
    transfer: live && RELEASERS.includes(duty) && !underWay('transfer') && !THINGS_SOLD.includes(control.asset.asset_class),
    correct: (live || queued) && RECORDERS.includes(duty), rank: queued && RECORDERS.includes(duty),
    leaveQueue: queued && CONTROLLERS.includes(duty),
    custody: (live || queued) && ON_SITE.includes(duty) && THINGS_SOLD.includes(control.asset.asset_class),
    acknowledge: control.state === LAPSED && !control.lapse?.acknowledged && (CONTROLLERS.includes(duty) || who.roles.includes('bureau_chief')),
  }
}
const THINGS_SOLD: readonly string[] = ['vehicle', 'movable', 'real_property', 'other']

/** What was released and transferred so far, step by step, the newest first as `steps` are. */
export function takenOff(steps: readonly ControlStepRow[]): ControlStepRow[] {
  return steps.filter((one) => one.state === 'done' && (one.action === 'release' || one.action === 'transfer'))
}

// --- over-seizure (SEZ 19, FEE 14) -------------------------------------------------------------------------------

export interface Controlled { state: string; actual_yuan: string | null; transferred_yuan: string | null; released_yuan: string | null; value_yuan: string | null }
/** In yuan. `unvalued` live controls have no amount at all: a person judges. Queued ones hold nothing yet. */
export interface ControlSum { limit: bigint; held: bigint; transferred: bigint; excess: bigint; unvalued: number }

interface Bracket { up_to: string | null; flat?: string; rate?: string }
/** The fee collected after execution, cumulative by brackets; in 1/10,000 yuan. Source: FEE 14. */
export function executionFee(claim: bigint, on: string): bigint {
  let [fee, below] = [0n, 0n]
  for (const one of lawValue<Bracket[]>('execution_fee_brackets', on) ?? []) {
    const top = one.up_to === null || claim < units(one.up_to) ? claim : units(one.up_to)
    if (one.flat !== undefined) fee += units(one.flat)
    else if (top > below) fee += ((top - below) * units(one.rate ?? '0')) / 10_000n
    below = one.up_to === null ? top : units(one.up_to)
  }
  return fee
}

/** Whether more is controlled than the claim and the costs. What was transferred counts as used. */
export function overSeizure(claim: bigint, costs: bigint, controls: readonly Controlled[]): ControlSum {
  const sum = { limit: claim + costs, held: 0n, transferred: 0n, unvalued: 0 }
  for (const one of controls) {
    sum.transferred += units(one.transferred_yuan)
    if (one.state !== 'live') continue
    const value = one.actual_yuan ?? one.value_yuan
    if (value === null) sum.unvalued += 1
    sum.held += units(value) - units(one.transferred_yuan) - units(one.released_yuan)
  }
  const excess = sum.held + sum.transferred - sum.limit
  return { ...sum, excess: excess > 0n ? excess : 0n }
}

/** The sum of one case from the rows of this device. */
export function sumOfCase(row: CaseRow, controls: readonly ControlRow[], assets: readonly AssetRow[], on: string): ControlSum {
  const values = new Map(assets.map((one) => [one.id, one.value_yuan]))
  const claim = units(row.claim_amount_yuan)
  return overSeizure(claim, executionFee(claim, on), controls.filter((one) => one.case_id === row.id).map((one) => ({
    state: one.state, actual_yuan: one.actual_amount_yuan, transferred_yuan: one.transferred_amount_yuan, released_yuan: one.released_amount_yuan,
    value_yuan: values.get(one.asset_id) ?? null,
  })))
}

// --- the radar ---------------------------------------------------------------------------------------------------

/** A line of the radar. `mine`: the person must act; `escalated`: others above the officer must act as well. */
export interface RadarLine { control: ControlRow; watch: Watch; mine: boolean; escalated: boolean; renewing: ControlStepRow | null }

export interface Viewer { person: string | null; roles: readonly string[] }

/** Whether somebody must act: by the duty in the case, or by an office of the court. A case nobody holds is the chief's. */
export function mustAct(watch: Watch, row: CaseRow | null, who: Viewer): boolean {
  if (watch.band === null) return false
  const duties = ['judge', 'officer', 'assistant', 'clerk', 'marshal']
  const wanted = watch.must_act
  if (who.person !== null && row?.assigned.some((one) => one.person_id === who.person && wanted.includes(one.duty))) return true
  if (wanted.some((one) => !duties.includes(one) && who.roles.includes(one))) return true
  return who.roles.includes('bureau_chief') && !row?.assigned.some((one) => wanted.includes(one.duty))
}

/** A lapse that was answered for is history; everything else with a term stays on the radar. */
export function isWatched(control: ControlRow): boolean {
  if (control.state === LAPSED) return !control.lapse?.acknowledged
  return (control.state === 'live' || control.state === 'queued') && control.term.ends_on !== null
}

export interface RadarInput {
  controls: readonly ControlRow[]; steps: readonly ControlStepRow[]; cases: ReadonlyMap<string, CaseRow>
  today: string; bands: readonly Band[]; who: Viewer
}
/** All watched controls, those that end first on top: lapsed ones before everything else. */
export function radarLines({ controls, steps, cases, today, bands, who }: RadarInput): RadarLine[] {
  const renewing = new Map<string, ControlStepRow>()
  for (const step of steps) if (step.action === 'renew' && isOpenStep(step)) renewing.set(step.control_id, step)
  return controls.filter(isWatched)
    .sort((a, b) => (a.term.ends_on ?? '').localeCompare(b.term.ends_on ?? '') || (a.id < b.id ? -1 : 1))
    .map((control) => {
      const watch = radar(control.state, control.term.ends_on, today, bands)
      return {
        control, watch, renewing: renewing.get(control.id) ?? null, escalated: watch.must_act.some((one) => one !== 'officer'),
        mine: mustAct(watch, cases.get(control.case_id) ?? null, who),
      }
    })
}

/** Stages an asset may go to by a person's word; 发现 and 控制 follow from its controls, and what is disposed of stays so. */
export function stagesFrom(now: Stage, controls: readonly ControlRow[]): Stage[] {
  if (now === 'disposed') return []
  const held = controls.some((one) => one.state === 'live' || one.state === 'queued')
  return STAGES.filter((one) => one !== now && (one === 'found' ? !held : one === 'controlled' ? held : true)).reverse().sort((a, b) => nearness(now, a) - nearness(now, b))
}
const nearness = (now: Stage, other: Stage) => {
  const step = STAGES.indexOf(other) - STAGES.indexOf(now)
  return step > 0 ? step : 10 - step
}
