import type { Commands } from '@/api/commands'
import type { Fields, TemplateRow } from '@/api/documents'
import { act, newId } from '@/sync'
import { attempt } from '@/ui'
import { prefill, type Known } from './paper/prefill'

export interface Beginning { case_id: string; party_id?: string | null; visit_id?: string | null; pack_id?: string | null; act?: string | null }

/** Begins a document, filled with what the case says. Its id, or null when nothing was done. */
export async function beginDraft(template: TemplateRow, known: Known, about: Beginning): Promise<string | null> {
  const document_id = newId()
  const body = { ...about, document_id, kind: template.kind, fields: prefill(template.fields, known), template_version: template.version }
  return (await attempt(() => act('documents.draft', body))) ? document_id : null
}

/** Values without rows and lines nobody wrote into: an empty last line is no content. */
export function tidy(fields: Fields): Fields {
  const blank = (one: unknown) => one === null || one === undefined || one === '' || (typeof one === 'object' && Object.values(one).every((cell) => cell === '' || cell === undefined))
  return Object.fromEntries(Object.entries(fields)
    .map(([name, value]) => [name, Array.isArray(value) ? value.filter((one) => !blank(one)) : value] as const)
    .filter(([, value]) => value !== undefined && value !== '' && value !== null))
}

export const reviseDraft = (documentId: string, fields: Fields, version: number): Promise<boolean> =>
  attempt(() => act('documents.revise', { document_id: documentId, fields, template_version: version }))

/** Guarded: the court refuses it when somebody changed the draft after this person looked at it. */
export const submitDraft = (body: Commands['documents.submit']): Promise<boolean> =>
  attempt(() => act('documents.submit', body, { basedOn: [`drafts/${body.document_id}`] }))

export const withdrawDraft = (document_id: string, reason: string): Promise<boolean> => attempt(() => act('documents.withdraw', { document_id, reason }))
export const discardDraft = (document_id: string, reason: string): Promise<boolean> => attempt(() => act('documents.discard', { document_id, reason }))
export const revokeDocument = (document_id: string, reason: string): Promise<boolean> => attempt(() => act('documents.revoke', { document_id, reason }))
export const markPrinted = (document_id: string, copies: number): Promise<boolean> =>
  attempt(() => act('documents.mark_printed', { document_id, print_id: newId(), copies }))
export const handOver = (body: Omit<Commands['documents.hand_over'], 'handover_id'>): Promise<boolean> =>
  attempt(() => act('documents.hand_over', { ...body, handover_id: newId() }))
export const markShared = (document_id: string, means: 'share' | 'download'): Promise<boolean> =>
  attempt(() => act('documents.mark_shared', { document_id, share_id: newId(), means }))
