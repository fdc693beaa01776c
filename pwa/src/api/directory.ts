/** Who can be asked about what, and what comes next: the court's own list. */
import type { AssetClass, QueryPurpose } from './commands'
import { courtRules } from './courtRules'

export interface Institution {
  code: string
  name: string
  classes: AssetClass[]
  of: ('person' | 'entity')[]
  usual_minutes: number
  can: string[]
}
export type Occupation = 'free' | 'occupied' | 'tiny'

const rules = () => courtRules('asset_queries')
export const institutions = () => rules().institutions as Institution[]
export const presets = () => rules().presets as Record<string, string[]>
/** What the court calls a preset of its own; the app has words for those it was built with. */
export const presetName = (preset: string): string | null => (rules().preset_names as Record<string, string>)[preset] ?? null
export const reasons = () => rules().reasons as { no: string[]; unclear: string[] }
export const stepsOf = (assetClass: AssetClass) => {
  const all = rules().asset_classes as Record<AssetClass, { unit: 'yuan' | 'thing'; steps: Record<Occupation, string[]> }>
  return (all[assetClass] ?? all.other).steps
}
export const QUERY_PURPOSES: readonly QueryPurpose[] = ['first_search', 'repeat_search', 'preservation', 'after_closing', 'verify_lead']

export function institution(code: string): Institution | null {
  return institutions().find((one) => one.code === code) ?? null
}

interface Dated { since: string; value: number | string }

/** The figure of the law in force on a day, `YYYY-MM-DD`. Source: law.yaml of the slice, with its article. */
export function figure(name: keyof ReturnType<typeof rules>['law'], day: string): number | string {
  const values = rules().law[name] as readonly Dated[]
  const now = [...values].filter((one) => one.since <= day).sort((a, b) => b.since.localeCompare(a.since))[0]
  if (!now) throw new RangeError(`no ${name} on ${day}`)
  return now.value
}

export interface Question { serial: string; party_id: string; institution: Institution; asset_class: AssetClass }
interface Asked { id: string; kind: 'person' | 'entity' }

/** The questions a request asks: every respondent with every chosen institution that knows such persons, and how each is called. */
export function questionsOf(requestId: string, respondents: readonly Asked[], codes: readonly string[]): Question[] {
  const chosen = [...new Set(codes)].flatMap((code) => institution(code) ?? [])
  const stem = `CK${requestId.replaceAll('-', '').toUpperCase()}`
  return respondents
    .flatMap((party) => chosen.filter((one) => one.of.includes(party.kind)).flatMap((one) => one.classes.map((asset_class) => ({ party_id: party.id, institution: one, asset_class }))))
    .map((question, at) => ({ ...question, serial: `${stem}-${String(at + 1).padStart(4, '0')}` }))
}

/** The institutions of a preset, with those named beside it. */
export function codesOf(preset: string | null, scope: readonly string[]): string[] {
  return [...new Set([...(preset ? presets()[preset] ?? [] : []), ...scope])]
}
