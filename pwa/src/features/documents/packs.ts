/** 出发材料: the set of documents an act needs, and how far each of them is. Templates say which. Pure. */
import type { DraftRow, Pack, TemplateRow } from '@/api/documents'
import type { DocumentRow } from '@/api/rows'
import { isUnderWay } from './states'

/** The acts for which an officer leaves the house, first; the others as the templates have them. */
const ORDER = ['seizure', 'impoundment', 'search', 'eviction', 'freeze', 'transfer', 'start', 'pressure', 'questioning', 'punishment', 'closing', 'before_filing']

export type PackState = 'missing' | 'draft' | 'returned' | 'waiting' | 'issued' | 'revoked'
export interface PackLine { template: TemplateRow; rule: Pack; draft: DraftRow | null; document: DocumentRow | null; state: PackState }
export interface PackView { act: string; pack_id: string | null; lines: PackLine[]; needed: number; issued: number }

export function actsOf(templates: readonly TemplateRow[]): string[] {
  const rank = (act: string) => (ORDER.includes(act) ? ORDER.indexOf(act) : ORDER.length)
  return [...new Set(templates.flatMap((one) => one.packs.map((pack) => pack.act)))].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
}

/** What a visit is for is, where papers must be taken along, also the name of their set. */
export function actOfVisit(purpose: string, acts: readonly string[]): string | null {
  return acts.includes(purpose) ? purpose : null
}

interface Papers { templates: readonly TemplateRow[]; drafts: readonly DraftRow[]; documents: readonly DocumentRow[] }

/** The newest set of this act in a case; `drafts` and `documents` are those of the case. */
export function packOf(act: string, { templates, drafts, documents }: Papers): PackView {
  const ofAct = drafts.filter((row) => row.act === act && row.state !== 'discarded').sort((a, b) => b.id.localeCompare(a.id))
  const pack_id = ofAct.find((row) => row.pack_id)?.pack_id ?? null
  const mine = pack_id === null ? ofAct : ofAct.filter((row) => row.pack_id === pack_id)
  const lines = templates
    .flatMap((template) => template.packs.filter((rule) => rule.act === act).map((rule) => ({ template, rule })))
    .sort((a, b) => a.rule.place - b.rule.place)
    .map(({ template, rule }): PackLine => {
      const draft = mine.find((row) => row.kind === template.kind) ?? null
      const document = draft && (documents.find((row) => row.id === draft.id) ?? null)
      return { template, rule, draft, document, state: stateOf(draft, document) }
    })
  const needed = lines.filter((line) => line.rule.required !== false)
  return { act, pack_id, lines, needed: needed.length, issued: needed.filter((line) => line.state === 'issued').length }
}

function stateOf(draft: DraftRow | null, document: DocumentRow | null): PackState {
  if (document) return document.revoked ? 'revoked' : 'issued'
  if (!draft) return 'missing'
  if (draft.state === 'issued') return 'issued'
  if (draft.state === 'returned') return 'returned'
  return draft.state === 'draft' ? 'draft' : 'waiting'
}

/** What one tap drafts: all the law wants that nobody has begun. */
export function toDraft(pack: PackView): PackLine[] {
  return pack.lines.filter((line) => line.rule.required !== false && (line.state === 'missing' || line.state === 'revoked'))
}

/** Sets that were begun in a case and are not whole: what would be missing on the way. */
export function unfinished(papers: Papers): PackView[] {
  const begun = [...new Set(papers.drafts.filter((row) => row.act && isUnderWay(row)).map((row) => row.act!))]
  return begun.map((act) => packOf(act, papers)).filter((pack) => pack.issued < pack.needed)
}

/** Values that other drafts of the set hold for fields that are still empty here, by the same name and kind. */
export function offeredBy(siblings: readonly DraftRow[], template: TemplateRow, templates: readonly TemplateRow[]): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const row of siblings) {
    const theirs = templates.find((one) => one.kind === row.kind)
    for (const spec of template.fields) {
      const other = theirs?.fields.find((one) => one.name === spec.name)
      const value = row.fields[spec.name]
      const alike = other && (other.type ?? 'text') === (spec.type ?? 'text') && other.label === spec.label
      if (alike && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)) found[spec.name] ??= value
    }
  }
  return found
}
