/** What can be found on this device: only rows the person holds, each with the texts it is found by. */
import type { Rows } from '@/api/types'
import { isHit, searchKey, type Needle } from './needle'

export type Kind = 'case' | 'party' | 'item' | 'hit' | 'control' | 'asset'
export interface Entry {
  kind: Kind
  collection: string
  id: string
  case_id: string
  label: string
  /** Facts the card says in words; codes and dates only. */
  facts: { side?: string; stage?: string; state?: string; ends_on?: string | null; rank?: number | null; asset_class?: string; note?: string; struck?: boolean }
  key: string
  /** Ids a seal may carry for it. */
  ids: readonly string[]
  /** Newest first among equals. */
  at: string
}

export interface Held {
  cases: readonly Rows['cases'][]; parties: readonly Rows['parties'][]; items: readonly Rows['items'][]
  feedback: readonly Rows['feedback'][]; controls: readonly Rows['controls'][]; assets: readonly Rows['assets'][]
}

const texts = (from: object | null | undefined): string[] => Object.values(from ?? {}).flatMap((one: unknown) => (typeof one === 'string' ? [one] : Array.isArray(one) ? one.filter((each) => typeof each === 'string') : []))

// Rows are frozen: what was made of one once is true until another row takes its place.
const made = new WeakMap<object, Entry>()

function once<R extends object>(make: (row: R) => Entry): (row: R) => Entry {
  return (row) => {
    let entry = made.get(row)
    if (!entry) made.set(row, (entry = make(row)))
    return entry
  }
}

export function entriesOf(held: Held): Entry[] {
  return [...held.controls.map(once(ofControl)), ...held.items.map(once(ofItem)), ...held.assets.filter((row) => !row.merged_into).map(once(ofAsset)),
    ...held.feedback.filter((row) => row.outcome === 'found').map(once(ofHit)), ...held.parties.map(once(ofParty)), ...held.cases.map(once(ofCase))]
}

const ofCase = (row: Rows['cases']): Entry => ({
  kind: 'case', collection: 'cases', id: row.id, case_id: row.id, label: row.case_number, facts: { stage: row.stage, note: row.cause },
  key: searchKey([row.case_number, ...(row.related_cases ?? [])]), ids: [row.id], at: row.updated_at })

const ofParty = (row: Rows['parties']): Entry => ({
  kind: 'party', collection: 'parties', id: row.id, case_id: row.case_id, label: row.name, facts: { side: row.side },
  key: searchKey([row.name, row.id_number, row.phone]), ids: [row.id], at: row.id })

const ofItem = (row: Rows['items']): Entry => ({
  kind: 'item', collection: 'items', id: row.id, case_id: row.case_id, label: row.vehicle?.plate ? `${row.name} ${row.vehicle.plate}` : row.name,
  facts: { note: [row.place, row.custodian].filter(Boolean).join(' · '), struck: row.struck !== null },
  key: searchKey([row.name, row.spec, ...texts(row.vehicle)]), ids: [row.id, row.visit_id], at: row.at ?? row.id })

const ofHit = (row: Rows['feedback']): Entry => ({
  kind: 'hit', collection: 'feedback', id: row.id, case_id: row.case_id, label: row.respondent, facts: { asset_class: row.asset_class, note: row.institution },
  key: searchKey([row.respondent, row.serial, ...texts(row.detail)]), ids: [row.id], at: row.received_at })

const ofControl = (row: Rows['controls']): Entry => ({
  kind: 'control', collection: 'controls', id: row.id, case_id: row.case_id, label: row.asset.label,
  facts: { state: row.state, ends_on: row.term.ends_on, rank: row.rank, asset_class: row.asset.asset_class, note: [row.place, row.custodian].filter(Boolean).join(' · ') },
  key: searchKey(texts(row.asset)), ids: [row.id, row.asset_id, ...row.item_ids, ...row.evidence_ids], at: row.updated_at })

const ofAsset = (row: Rows['assets']): Entry => ({
  kind: 'asset', collection: 'assets', id: row.id, case_id: row.case_id, label: row.asset.label, facts: { asset_class: row.asset.asset_class, stage: row.stage },
  key: searchKey([...texts(row.asset), row.note]), ids: [row.id, ...row.evidence_ids], at: row.at })

const MOST = 60

/** What is meant, the exact before the partial, as `entriesOf` orders kinds, the newest first. */
export function find(entries: readonly Entry[], wanted: Needle): Entry[] {
  const found = entries.filter((entry) => (wanted.id !== null ? entry.ids.includes(wanted.id) : isHit(wanted, entry.key)))
  const exact = (entry: Entry) => entry.key.split('\n').some((key) => key === wanted.text || key === wanted.code)
  const placed = found.map((entry, at) => ({ entry, at, rank: exact(entry) ? 0 : 1 }))
  return placed.sort((a, b) => a.rank - b.rank || order(a.entry) - order(b.entry) || b.entry.at.localeCompare(a.entry.at) || a.at - b.at).slice(0, MOST).map(({ entry }) => entry)
}

const KINDS: Kind[] = ['control', 'item', 'hit', 'asset', 'party', 'case']
const order = (entry: Entry) => KINDS.indexOf(entry.kind)

const TABS: Record<Kind, string> = { case: 'overview', party: 'overview', item: 'visits', hit: 'feedback', control: 'controls', asset: 'controls' }

/** Where a card leads: the case, at the tab the thing is on. */
export function whereTo(entry: Pick<Entry, 'kind' | 'case_id' | 'id'>): string {
  return `/cases/${entry.case_id}?tab=${TABS[entry.kind]}${entry.kind === 'hit' ? `&hit=${entry.id}` : ''}`
}
