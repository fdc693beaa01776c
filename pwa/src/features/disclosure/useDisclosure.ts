import { reactive } from 'vue'
import type { Commands, CommandType } from '@/api/commands'
import { errorText, problemText, t } from '@/i18n'
import { act, newId } from '@/sync'
import { toast } from '@/ui'
import type { Box } from './rules'

const PATIENCE_MS = 8000
export type Said = 'accepted' | 'refused' | 'later' | 'failed'

/**
 * Sends an act and waits a little for the court's answer, so that a refusal is seen where it was caused. `later` means
 * it is durable here and goes out with the line; the row carries its mark until then.
 */
export async function submit<T extends CommandType>(type: T, body: Commands[T]): Promise<Said> {
  try {
    const { answered } = await act(type, body)
    const answer = await Promise.race([answered, new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS))])
    if (answer === null) return 'later'
    if (answer.outcome === 'accepted') return 'accepted'
    toast(problemText(answer.problem), { tone: 'danger' })
    return 'refused'
  } catch (error) {
    toast(errorText(error), { tone: 'danger' })
    return 'failed'
  }
}

/** Says what became of it; true unless it was refused here or there. */
export function tell(said: Said, done: string): boolean {
  if (said === 'accepted') toast(done, { tone: 'good' })
  if (said === 'later') toast(t('disclosure.later'))
  return said === 'accepted' || said === 'later'
}

/** Covered copies ordered on this page's life: picture -> copy. A reload forgets them; the court's row does not. */
export const orders = reactive(new Map<string, string>())

export async function orderMask(evidenceId: string, boxes: readonly Box[]): Promise<string | null> {
  const derivative_id = newId()
  const said = await submit('disclosure.mask', { derivative_id, evidence_id: evidenceId, boxes: boxes.map((box) => ({ ...box })) })
  if (said === 'refused' || said === 'failed') return null
  orders.set(evidenceId, derivative_id)
  return derivative_id
}

/** Where the browser gets a covered copy; it needs the line, as looking before publishing must be at the court's own copy. */
export const maskedUrl = (evidenceId: string, derivativeId: string) => `/api/evidence/${evidenceId}/${derivativeId}`
export const qrUrl = (pageId: string) => `/api/disclosure/pages/${pageId}/qr.svg`
export const noticeUrl = (pageId: string) => `/api/disclosure/pages/${pageId}/notice.pdf`
