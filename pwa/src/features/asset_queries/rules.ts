/**
 * What an answer is worth, which comes first, what comes next. The same as the court's `asset_queries/rules.py`;
 * `tests/vectors/query_hits.json` holds both to it.
 */
import { figure, stepsOf, type Occupation } from '@/api/directory'
import { units as parse, yuanText as write } from '@/api/money'
import type { Rows } from '@/api/types'

type Row = Rows['feedback']
export type Hit = Pick<Row, 'outcome' | 'asset_class' | 'amount_yuan' | 'available_yuan' | 'answered_at'> & { id?: string; prior_freezes: readonly { amount_yuan?: string | null }[] }

const FAR = '9999-12-31'
const largest = () => parse(String(figure('largest_amount_yuan', FAR)))

/** How much of the open debt this covers now; null where its worth is not known (a vehicle). */
export function covers(hit: Hit, open: bigint): bigint | null {
  if (hit.outcome !== 'found') return 0n
  if (hit.amount_yuan === null && hit.available_yuan === null) return null
  const free = hit.available_yuan !== null ? parse(hit.available_yuan) : left(hit)
  const most = free < open ? free : open
  return most > 0n ? most : 0n
}

function left(hit: Hit): bigint {
  if (hit.prior_freezes.some((one) => !one.amount_yuan)) return 0n
  return hit.prior_freezes.reduce((rest, one) => rest - parse(one.amount_yuan), parse(hit.amount_yuan))
}

/** `covers` as the court writes it; null where the worth is not known. */
export function coversYuan(hit: Hit, openYuan: string): string | null {
  const found = covers(hit, parse(openYuan))
  return found === null ? null : write(found)
}

/** What covers most of the open debt first, then things of unknown worth, free ones first, then what covers nothing. */
export function rankHits<H extends Hit & { id: string }>(hits: readonly H[], openYuan: string): H[] {
  const open = parse(openYuan)
  return hits.filter((one) => one.outcome === 'found').map((hit) => ({ hit, place: place(hit, open) })).sort((a, b) => (
    a.place.group - b.place.group || compare(a.place.weight, b.place.weight) || b.hit.answered_at.localeCompare(a.hit.answered_at)
    || (a.hit.id < b.hit.id ? -1 : a.hit.id > b.hit.id ? 1 : 0))).map(({ hit }) => hit)
}

function place(hit: Hit, open: bigint): { group: number; weight: bigint } {
  const found = covers(hit, open)
  if (found === null) return { group: 1, weight: BigInt(hit.prior_freezes.length) }
  return found > 0n ? { group: 0, weight: -found } : { group: 2, weight: -parse(hit.amount_yuan) }
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Whether something can be controlled now, others stand before this court, or it is hardly worth a freeze. */
export function occupation(hit: Hit): Occupation {
  const found = covers(hit, largest())
  if (found === null) return hit.prior_freezes.length > 0 ? 'occupied' : 'free'
  if (found === 0n) return 'occupied'
  return found < parse(String(figure('tiny_balance_yuan', FAR))) ? 'tiny' : 'free'
}

/** What to do next, in order. Source: institutions.yaml, asset_classes. */
export function nextSteps(hit: Hit): string[] {
  if (hit.outcome !== 'found') return hit.outcome === 'failed' ? ['ask_again'] : []
  return [...stepsOf(hit.asset_class)[occupation(hit)]]
}

/** Whether it must be assessed before the case may be closed: all but money below both limits (终本 check 6). */
export function needsAssessment(hit: Hit, claimYuan: string, day: string): boolean {
  if (hit.outcome !== 'found') return false
  if (!['deposit', 'payment_account'].includes(hit.asset_class) || hit.amount_yuan === null) return true
  const amount = parse(hit.amount_yuan)
  const share = (parse(claimYuan) * parse(String(figure('tiny_balance_share', day)))) / parse('1')
  return !(amount < parse(String(figure('tiny_balance_yuan', day))) && amount <= share)
}

/** What is still open of a debt: the claim less what is controlled or has come in. Never below zero. */
export function openDebt(claimYuan: string, controls: readonly Pick<Rows['controls'], 'state' | 'actual_amount_yuan' | 'transferred_amount_yuan' | 'released_amount_yuan'>[]): string {
  const held = controls.reduce((sum, one) => {
    const came = parse(one.transferred_amount_yuan)
    const holds = one.state === 'live' ? parse(one.actual_amount_yuan) - parse(one.released_amount_yuan) : 0n
    return sum + (holds > came ? holds : came)
  }, 0n)
  const rest = parse(claimYuan) - held
  return write(rest > 0n ? rest : 0n)
}

const STEP_KIND: Record<string, 'freeze' | 'seize'> = {
  freeze: 'freeze', queue_freeze: 'freeze', freeze_by_publication: 'freeze', register_seizure: 'seize', queue_seizure: 'seize',
}

/** The control a step begins, or null for what is done elsewhere. */
export function controlOf(step: string): 'freeze' | 'seize' | null {
  return STEP_KIND[step] ?? null
}

/** The assessment that counts of each answer: the newest. */
export function newestAssessments(rows: readonly Rows['assessments'][]): Map<string, Rows['assessments']> {
  const newest = new Map<string, Rows['assessments']>()
  for (const row of rows) {
    const known = newest.get(row.feedback_id)
    if (!known || known.at < row.at || (known.at === row.at && known.id < row.id)) newest.set(row.feedback_id, row)
  }
  return newest
}

/** How a question stands, with what the device knows besides: whether it has left, and whether it takes too long. */
export function isLate(item: { state: string; since: string; usual_minutes: number }, now: number): boolean {
  return item.state === 'waiting' && now - Date.parse(item.since) > item.usual_minutes * 60_000
}

/** What the filters of questions are called; 'all' is every state. */
export type Heading = 'all' | 'waiting' | 'nothing' | 'answered' | 'failed'

export function isUnder(heading: Heading, state: string): boolean {
  if (heading === 'all') return true
  return heading === 'waiting' ? state === 'asked' || state === 'waiting' : state === heading
}
