/** Drafts and what happens to documents, before the court has answered. The court's own row replaces all of it. */
import type { DraftProblem, DraftRow, DraftVersion } from '@/api/documents'
import type { DocumentRow, TemplateRow } from '@/api/rows'
import type { Envelope } from '@/api/types'
import type { Projection, View } from '../registry'
import { bodyOf, find, put } from './typed'

const WAITING: readonly string[] = ['rendering', 'in_approval']

const draft: Projection = (act, view) => {
  const { document_id, fields, ...body } = bodyOf(act, 'documents.draft')
  const template = templateOf(view, body.kind)
  const row: DraftRow = {
    id: document_id, case_id: body.case_id, kind: body.kind, title: template?.title ?? body.kind, fields, errors: [],
    template_version: body.template_version ?? template?.version ?? 1, state: 'draft', number: null, version: 0,
    problem: null, party_id: body.party_id ?? null, visit_id: body.visit_id ?? null, pack_id: body.pack_id ?? null,
    act: body.act ?? null, by: act.actor, at: act.occurred_at, updated_at: act.occurred_at, versions: [],
  }
  return [put('drafts', row)]
}

const revise: Projection = (act, view) => {
  const { document_id, fields, template_version } = bodyOf(act, 'documents.revise')
  const row = find(view, 'drafts', document_id)
  if (!row) return []
  const now = WAITING.includes(row.state) ? comeBack(row, act, 'changed', 'changed') : row
  return [put('drafts', { ...now, fields, errors: [], template_version: template_version ?? row.template_version, updated_at: act.occurred_at })]
}

/** Number and PDF come with the court's row: only the court gives numbers, only it sets pages. */
const submit: Projection = (act, view) => {
  const { document_id, dated, note, urgent } = bodyOf(act, 'documents.submit')
  const row = find(view, 'drafts', document_id)
  if (!row) return []
  const version: DraftVersion = {
    version: row.version + 1, state: 'rendering', sha256: null, size: null, pages: null, dated: dated ?? shanghaiDay(act.occurred_at),
    template_version: row.template_version, fields: row.fields, note: note ?? '', urgent: urgent ?? false,
    approval_id: null, reason: null, ended_by: null, by: act.actor, submitted_at: act.occurred_at,
  }
  return [put('drafts', {
    ...row, state: 'rendering', version: version.version, versions: [...row.versions, version], updated_at: act.occurred_at,
  })]
}

const withdraw: Projection = (act, view) => {
  const { document_id, reason } = bodyOf(act, 'documents.withdraw')
  const row = find(view, 'drafts', document_id)
  return row && WAITING.includes(row.state) ? [put('drafts', comeBack(row, act, 'withdrawn', reason))] : []
}

const discard: Projection = (act, view) => {
  const row = find(view, 'drafts', bodyOf(act, 'documents.discard').document_id)
  return row ? [put('drafts', { ...row, state: 'discarded', problem: null, updated_at: act.occurred_at })] : []
}

function comeBack(row: DraftRow, act: Envelope, kind: 'changed' | 'withdrawn', reason: string): DraftRow {
  const problem: DraftProblem = { kind, reason, by: act.actor, at: act.occurred_at }
  const state = kind === 'changed' ? 'voided' as const : 'withdrawn' as const
  const versions = row.versions.map((one) => (one.version === row.version ? { ...one, state, reason, ended_by: act.actor } : one))
  return { ...row, state: 'draft', problem, versions, updated_at: act.occurred_at }
}

const markPrinted: Projection = (act, view) => {
  const { document_id, print_id, copies } = bodyOf(act, 'documents.mark_printed')
  return changed(view, document_id, (row) => ({
    printed: [...(row.printed ?? []), { id: print_id, copies, by: act.actor, at: act.occurred_at }],
  }))
}

const handOver: Projection = (act, view) => {
  const { document_id, handover_id, recipient, method, note } = bodyOf(act, 'documents.hand_over')
  const given = { id: handover_id, recipient, method, note: note ?? '', by: act.actor, at: act.occurred_at }
  return changed(view, document_id, (row) => ({ handed_over: [...(row.handed_over ?? []), given] }))
}

const revoke: Projection = (act, view) => {
  const { document_id, reason } = bodyOf(act, 'documents.revoke')
  return changed(view, document_id, () => ({ revoked: { reason, by: act.actor, at: act.occurred_at } }))
}

function changed(view: View, id: string, change: (row: DocumentRow) => Partial<DocumentRow>) {
  const row = find(view, 'documents', id)
  return row ? [put('documents', { ...row, ...change(row) })] : []
}

function templateOf(view: View, kind: string): TemplateRow | null {
  return (view.rows('templates') as unknown as TemplateRow[]).find((row) => row.kind === kind) ?? null
}

/** The legal day of a moment: the court dates in Asia/Shanghai, eight hours ahead all year. */
function shanghaiDay(moment: string): string {
  return new Date(Date.parse(moment) + 8 * 3600_000).toISOString().slice(0, 10)
}

export const DOCUMENTS: Record<string, Projection> = {
  'documents.draft': draft, 'documents.revise': revise, 'documents.submit': submit, 'documents.withdraw': withdraw,
  'documents.discard': discard, 'documents.mark_printed': markPrinted, 'documents.hand_over': handOver,
  'documents.revoke': revoke,
}
