/** What has become of a document, in one word for a list. Pure. */
import type { DraftRow, DraftVersion } from '@/api/documents'
import type { DocumentRow } from '@/api/rows'
import type { IconName } from '@/ui'

export type Tone = 'neutral' | 'primary' | 'good' | 'wait' | 'danger'
export interface StateMark { key: string; tone: Tone; icon: IconName }

const DRAFT: Record<DraftRow['state'], StateMark> = {
  draft: { key: 'draft', tone: 'neutral', icon: 'edit' },
  rendering: { key: 'rendering', tone: 'wait', icon: 'sync' },
  in_approval: { key: 'in_approval', tone: 'wait', icon: 'gavel' },
  returned: { key: 'returned', tone: 'danger', icon: 'back' },
  approved: { key: 'approved', tone: 'good', icon: 'check' },
  issued: { key: 'issued', tone: 'good', icon: 'shield' },
  discarded: { key: 'discarded', tone: 'neutral', icon: 'trash' },
}

/** A draft that came back is never shown as an ordinary one. */
export function draftMark(row: Pick<DraftRow, 'state' | 'problem'>): StateMark {
  if (row.state === 'draft' && row.problem) return row.problem.kind === 'withdrawn' || row.problem.kind === 'changed'
    ? { ...DRAFT.draft, key: 'withdrawn' } : { key: 'failed', tone: 'danger', icon: 'alert' }
  return DRAFT[row.state]
}

export function isIssuedHere(row: DocumentRow): boolean {
  return Boolean(row.check_url)
}

/** The furthest a document got: filed, issued, printed, handed over; revoked goes before all of them. */
export function documentMark(row: DocumentRow): StateMark {
  if (row.revoked) return { key: 'revoked', tone: 'danger', icon: 'crossCircle' }
  if (row.handed_over?.length) return { key: 'handed_over', tone: 'good', icon: 'checkCircle' }
  if (row.printed?.length) return { key: 'printed', tone: 'good', icon: 'check' }
  return isIssuedHere(row) ? DRAFT.issued : { key: 'filed', tone: 'neutral', icon: 'file' }
}

/** Signed by the court's key, meant to be signed by hand, or a paper from elsewhere. */
export function signedMark(row: DocumentRow): StateMark {
  if (row.seal) return { key: 'sealed', tone: 'good', icon: 'shield' }
  return isIssuedHere(row) ? { key: 'by_hand', tone: 'neutral', icon: 'signature' } : { key: 'unsigned', tone: 'neutral', icon: 'file' }
}

export const canEdit = (row: Pick<DraftRow, 'state'>): boolean => row.state === 'draft' || row.state === 'returned'
export const isWaiting = (row: Pick<DraftRow, 'state'>): boolean => row.state === 'rendering' || row.state === 'in_approval'
/** On its way: neither issued, then the document itself is in the list, nor given up. */
export const isUnderWay = (row: Pick<DraftRow, 'state'>): boolean => row.state !== 'issued' && row.state !== 'discarded'

const VERSION_TONE: Record<DraftVersion['state'], Tone> = {
  rendering: 'wait', failed: 'danger', in_approval: 'wait', returned: 'danger', withdrawn: 'neutral', voided: 'neutral', approved: 'good', issued: 'good',
}
export const versionTone = (state: DraftVersion['state']): Tone => VERSION_TONE[state]
