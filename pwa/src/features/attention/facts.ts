import { formatDate, formatDateTime, formatPosition, has, t } from '@/i18n'

export interface Lookup { caseNumber: (id: string) => string | undefined; person: (id: string) => string | undefined; itemName: (id: string) => string | undefined; item?: (id: string) => Record<string, unknown> | undefined }

/** Name of an act in the court's words, such as 登记清单物品 for `fieldwork.list_item`. */
export function actName(type: string): string {
  const key = `attention.act.${type.replaceAll('.', '_')}`
  return has(key) ? t(key) : t('attention.act.other')
}

/** The content of an act as term and value. Ids become what they stand for; those nobody can read are left out. */
export function factsOf(body: Record<string, unknown>, look: Lookup): [term: string, value: string][] {
  return Object.entries(body).flatMap(([name, value]): [string, string][] => {
    if (name === 'changes') return []                                        // these are shown beside what is there now
    const written = inWords(name, value, look)
    const key = `attention.field.${name}`
    return written === null || !has(key) ? [] : [[t(key), written]]
  })
}

/** What a correction wanted, beside what is there now: a person decides between two versions and must see both. */
export function versionsOf(body: Record<string, unknown>, look: Lookup): [term: string, mine: string, now: string][] {
  const { changes, item_id } = body
  if (typeof changes !== 'object' || changes === null) return []
  const row = look.item?.(String(item_id)) ?? {}
  return Object.entries(changes).flatMap(([name, value]): [string, string, string][] => {
    const key = `attention.field.${name}`
    return has(key) ? [[t(key), inWords(name, value, look) ?? '—', inWords(name, row[name], look) ?? '—']] : []
  })
}

/** Who was first, when, and what has become of it: a person decides against facts, not against a code. */
export function firstOf(params: Record<string, unknown> | undefined, look: Lookup): [term: string, value: string][] {
  const { control_id, by, at, state, rank } = params ?? {}
  if (typeof control_id !== 'string') return []
  const known = [
    typeof by === 'string' ? [t('attention.first.by'), look.person(by) ?? t('shell.unknownPerson')] : null,
    typeof at === 'string' ? [t('attention.first.at'), formatDateTime(at)] : null,
    typeof state === 'string' ? [t('attention.first.state'), state === 'queued' ? t('controls.queuedRank', { n: rank }) : t(`controls.state.${state}`)] : null,
  ]
  return known.filter((one) => one !== null) as [string, string][]
}

function inWords(name: string, value: unknown, look: Lookup): string | null {
  if (value === null || value === undefined || value === '') return null
  if (Array.isArray(value)) return value.map((one) => inWords(name.replace(/s$/, ''), one, look) ?? '').filter(Boolean).join('、') || null
  if (name === 'case_id') return look.caseNumber(String(value)) ?? null
  if (name === 'person_id' || name === 'officer') return look.person(String(value)) ?? null
  if (name === 'item_id') return look.itemName(String(value)) ?? null
  if (typeof value === 'object') return ofObject(name, value as Record<string, unknown>, look)
  return ofText(name, String(value))
}

function ofObject(name: string, value: Record<string, unknown>, look: Lookup): string | null {
  if (name === 'position') {
    return typeof value['lat'] === 'number' ? formatPosition(value as never) : t('attention.noPosition')
  }
  const parts = Object.entries(value).map(([key, one]) => inWords(key, one, look)).filter(Boolean)
  return parts.join('，') || null
}

/** Where the words of a coded field are; a word may belong to the case or to the property ledger. */
const WORDS: Record<string, readonly string[]> = {
  decision: ['terms.decision'], purpose: ['terms.purpose'], duty: ['terms.duty'], stage: ['terms.stage', 'controls.stage'], side: ['terms.side'], role: ['terms.role'], asset_class: ['controls.asset'],
}

/** Words that belong to one feature: why somebody asked or looked, and what an assessment said. */
const OWN = ['asset_queries.request.purposes', 'asset_queries.look.purposes', 'asset_queries.request.preset', 'asset_queries.assess']

function ofText(name: string, value: string): string | null {
  if (name.endsWith('_id') || name === 'order') return null
  const key = WORDS[name]?.map((book) => `${book}.${value}`).find(has)
  if (key) return t(key)
  const own = OWN.map((book) => `${book}.${value}`).find(has)
  if (own && name in { purpose: 0, executable: 0, preset: 0 }) return t(own)
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return formatDateTime(value)
  return /^\d{4}-\d\d-\d\d$/.test(value) ? formatDate(value) : value
}

/** Fields of an act a person may change before doing it again: what she wrote herself, never what was captured. */
const EDITABLE = ['name', 'spec', 'quantity', 'unit', 'condition', 'place', 'custodian', 'remarks', 'text', 'caption', 'reason', 'summary', 'happened_on', 'title',
  'case_number', 'cause', 'title_basis', 'claim_amount_yuan', 'filed_on']

export function editable(body: Record<string, unknown>): string[] {
  return EDITABLE.filter((name) => typeof body[name] === 'string')
}
