/** First values for the fields of a draft, from the rows on this device. The court has the same rules (`prefill.py`). */
import type { Fields, FieldSpec } from '@/api/documents'
import type { PartyRow } from '@/api/rows'
import { isEmpty } from './checking'

const SIDES = { applicant: '申请执行人', respondent: '被执行人', other: '案外人' } as const

export interface Known {
  case: Record<string, string>
  parties: readonly PartyRow[]
  /** Duty → names, in order. */
  people: Record<string, readonly string[]>
  court: string
  today: string
  me: string
  party_id: string | null
  visit: { address?: string; items?: readonly Record<string, string>[] }
}

/** 申请执行人：某某，统一社会信用代码…，住所地…。 (domain.md 4.1, 首部) */
export function partyLine(party: PartyRow): string {
  const entity = party.kind === 'entity'
  const words = [`${SIDES[party.side]}：${party.name}`]
  if (party.id_number) words.push(`${entity ? '统一社会信用代码' : '公民身份号码'}${party.id_number}`)
  if (party.address) words.push(`${entity ? '住所地' : '住'}${party.address}`)
  return `${words.join('，')}。`
}

/** A value for each field that has a source and is known; defaults for the others. */
export function prefill(specs: readonly FieldSpec[], known: Known): Fields {
  const values: Fields = {}
  for (const spec of specs) {
    const found = spec.prefill ? valueOf(spec.prefill, known) : null
    const value = isEmpty(found) ? spec.default : fitting(spec, found)
    if (value !== undefined && value !== null) values[spec.name] = value
  }
  return values
}

/** Rows of a table keep only the columns this template has. */
function fitting(spec: FieldSpec, value: unknown): unknown {
  if (spec.type !== 'table' || !Array.isArray(value)) return value
  const names = new Set((spec.columns ?? []).map((column) => column.name))
  return value.map((row: Record<string, unknown>) => Object.fromEntries(Object.entries(row).filter(([name, cell]) => names.has(name) && !isEmpty(cell))))
}

export function valueOf(source: string, known: Known): unknown {
  const [what = '', which = ''] = source.split('.')
  if (what === 'case') return known.case[which] ?? null
  if (what === 'applicants' || what === 'respondents') return partiesOf(what.slice(0, -1), which, known)
  if (what === 'party') return partyOf(which, known)
  if (what === 'visit') return known.visit[which as 'address' | 'items'] ?? null
  if (source === 'today') return known.today
  if (source === 'court.name') return known.court
  if (source === 'me.name') return known.me
  return (known.people[what] ?? []).join('、')
}

function partiesOf(side: string, which: string, known: Known): unknown {
  const found = known.parties.filter((party) => party.side === side)
  return which === 'lines' ? found.map(partyLine) : found.map((party) => party.name).join('、')
}

/** The party the document is for; the first respondent where nobody was chosen. */
function partyOf(which: string, known: Known): unknown {
  const party = known.parties.find((one) => one.id === known.party_id) ?? known.parties.find((one) => one.side === 'respondent')
  if (!party) return null
  if (which === 'line') return partyLine(party)
  if (which === 'side') return SIDES[party.side]
  return party[which as 'name' | 'id_number' | 'phone' | 'address']
}
