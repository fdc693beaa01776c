/**
 * Terms of effect and how near their ends are: the same arithmetic as the court's (`tests/vectors/terms.json`), so that
 * a tablet in flight mode says what the server would say. Pure. Days are `YYYY-MM-DD` in Asia/Shanghai.
 *
 * Two rules stand above the arithmetic: an end is never moved to a working day, and the dates printed on the paper win
 * over computed ones; the difference is shown.
 */
import { courtRules } from './courtRules'

interface Dated<V> { since: string; value: V }
type LawKey = keyof ReturnType<typeof courtRules<'controls'>>['law']

export interface PrintedDates { start: string; end: string }
/** `ends_on` is the last day with effect, the one that counts; null while no term runs. */
export interface TermDates { computed_start: string | null; computed_end: string | null; ends_on: string | null; flags: string[] }
export interface Band { band: string; within_days: number; must_act: string[]; may_mute: boolean }
/** `band` is null far from the end, or where no term runs. */
export interface Watch { days_left: number | null; band: string | null; must_act: readonly string[]; may_mute: boolean }

export const LAPSED = 'lapsed'
const WATCHED = ['live', 'queued', LAPSED]

/** The figure of the law in force on a day; null when none is known for it. Source: law.yaml, with its article. */
export function lawValue<V>(key: LawKey, on: string): V | null {
  const versions = courtRules('controls').law[key] as readonly Dated<unknown>[]
  return (versions.filter((one) => one.since <= on).at(-1)?.value ?? null) as V | null
}

/** Money is controlled up to an amount; things are not. */
export const isMoney = (assetClass: string) => (courtRules('controls').money_classes as readonly string[]).includes(assetClass)
/** What somebody keeps somewhere: custody and place belong to it. */
export const isThing = (assetClass: string) => (courtRules('controls').things as readonly string[]).includes(assetClass)

/** The legal day of a moment: Shanghai keeps UTC+8 all year. */
export function legalDay(moment: string | number): string {
  return new Date((typeof moment === 'number' ? moment : Date.parse(moment)) + 8 * 3_600_000).toISOString().slice(0, 10)
}

function utc(day: string): number {
  return Date.parse(`${day}T00:00:00Z`)
}

/** A day so many days later; through UTC, where every day has the same length. */
export function plusDays(day: string, days: number): string {
  return new Date(utc(day) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Whole days from one day to another; negative when the second comes first. */
export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to) - utc(from)) / 86_400_000)
}

/** The same date so many years later, or the month's end where there is none. */
export function anniversary(start: string, years: number): string {
  const [year, month, day] = start.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year + years, month, 0)).getUTCDate()
  return `${String(year + years).padStart(4, '0')}-${start.slice(5, 7)}-${String(Math.min(day, last)).padStart(2, '0')}`
}

/** The longest term of a class of assets, in years; null for a day no figure is known for. Source: INT 485. */
export function longestYears(assetClass: string, on: string): number | null {
  const group = lawValue<Record<string, 'deposits' | 'movables' | 'other'>>('term_of_asset_class', on)?.[assetClass]
  return group === undefined ? null : lawValue<number>(`term_${group}_years`, on)
}

/** The last day with effect of a term that begins on `start`. */
export function computedEnd(start: string, years: number): string {
  const end = anniversary(start, years)
  return lawValue<string>('term_end_counting', start) === 'anniversary' ? end : plusDays(end, -1)
}

/** The term of a control that had effect on a day, or that moved up to the first rank on it. */
export function firstTerm(assetClass: string, effectiveOn: string, printed: PrintedDates | null): TermDates {
  const years = longestYears(assetClass, effectiveOn)
  if (years === null) return { computed_start: null, computed_end: null, ends_on: printed?.end ?? null, flags: [] }
  const end = computedEnd(effectiveOn, years)
  return { computed_start: effectiveOn, computed_end: end, ends_on: printed?.end ?? end, flags: flagsOf(printed, end, effectiveOn, years) }
}

function flagsOf(printed: PrintedDates | null, end: string, effectiveOn: string, years: number): string[] {
  if (!printed) return []
  return [
    ...(printed.end !== end ? ['printed_differs'] : []),
    ...(printed.end > anniversary(printed.start, years) ? ['longer_than_law'] : []),
    ...(printed.start < effectiveOn ? ['starts_before_effect'] : []),
  ]
}

/**
 * A control that waits has no term yet (SEZ 26; law key queued_term_starts, for courts that read it otherwise); a
 * printed end is watched all the same, to be safe.
 */
export function queuedTerm(assetClass: string, servedOn: string, printed: PrintedDates | null): TermDates {
  if (lawValue<string>('queued_term_starts', servedOn) === 'when_served') return firstTerm(assetClass, servedOn, printed)
  return { computed_start: null, computed_end: null, ends_on: printed?.end ?? null, flags: [] }
}

/** Where a control stands when others on the same thing end, one after the other, each with its rank then. */
export function rankAfter(rank: number, gone: readonly number[]): number {
  return gone.reduce((now, one) => (one < now ? now - 1 : now), rank)
}

/** The term after a renewal; null when it came after the end (SEZ 27). Without printed dates it never shortens what was there. */
export function renewedTerm(assetClass: string, oldEnd: string, effectiveOn: string, printed: PrintedDates | null): TermDates | null {
  if (effectiveOn > oldEnd) return null
  const start = lawValue<string>('renewal_starts', effectiveOn) === 'day_after_old_end' ? plusDays(oldEnd, 1) : effectiveOn
  const term = firstTerm(assetClass, start, printed)
  if (printed || term.ends_on === null || term.ends_on >= oldEnd) return term
  return { computed_start: term.computed_start, computed_end: oldEnd, ends_on: oldEnd, flags: [] }
}

/** Printed end minus computed end in days: positive when the paper gives more. */
export function daysApart(printedEnd: string | null | undefined, computed: string | null): number | null {
  return printedEnd && computed ? daysBetween(computed, printedEnd) : null
}

/** The bands in force on a day, the most urgent first. Source: law key radar_bands; a court changes the lines. */
export function radarBands(on: string): readonly Band[] {
  return lawValue<Band[]>('radar_bands', on) ?? []
}

/** How near the end is and who must act now. */
export function radar(state: string, endsOn: string | null, today: string, bands: readonly Band[]): Watch {
  if (endsOn === null || !WATCHED.includes(state)) return { days_left: null, band: null, must_act: [], may_mute: true }
  const left = daysBetween(today, endsOn)
  const found = bands.find((one) => left <= one.within_days || (state === LAPSED && one.band === LAPSED))
  return { days_left: left, band: found?.band ?? null, must_act: found?.must_act ?? [], may_mute: found?.may_mute ?? true }
}
