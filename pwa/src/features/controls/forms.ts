/** Small checks of forms; the court checks again. Pure. */
import { isBelow, typedYuan } from '@/api/money'
import { legalDay, type PrintedDates } from '@/api/terms'

export interface PrintedDraft { start: string; end: string }
export const noDates = (): PrintedDraft => ({ start: '', end: '' })

/** One of two dates, or an end before its start. Nothing at all is fine: then the term is computed. */
export function printedFault(draft: PrintedDraft): boolean {
  if (!draft.start && !draft.end) return false
  return !draft.start || !draft.end || draft.end < draft.start
}

export function printedOf(draft: PrintedDraft): PrintedDates | null {
  return draft.start && draft.end ? { start: draft.start, end: draft.end } : null
}

export type AmountFault = 'amount' | 'above' | null
/** `most`: the amount that may not be exceeded, where there is one. */
export function amountFault(typed: string, most: string | null, how: { required: 'yes' | 'no' }): AmountFault {
  if (typed.trim() === '') return how.required === 'yes' ? 'amount' : null
  const amount = typedYuan(typed)
  if (amount === null) return 'amount'
  return most !== null && isBelow(most, amount) ? 'above' : null
}

export type MomentFault = 'required' | 'future' | 'order' | null
/** By legal days, as the court compares: institutions write no seconds. */
export function momentFault(moment: string | null, today: string, notBefore: string | null = null): MomentFault {
  if (moment === null) return 'required'
  if (legalDay(moment) > today) return 'future'
  return notBefore !== null && legalDay(moment) < legalDay(notBefore) ? 'order' : null
}

/** A rank as typed; null when it is none. */
export function rankOf(typed: string): number | null {
  const rank = Number(typed)
  return /^\d{1,4}$/.test(typed.trim()) && rank >= 1 && rank <= 1000 ? rank : null
}

export interface AheadDraft { court: string; case_number: string; amount: string; ends_on: string }
export const emptyAhead = (): AheadDraft => ({ court: '', case_number: '', amount: '', ends_on: '' })

/** Lines without a court say nothing and are left out. */
export function aheadOf(drafts: readonly AheadDraft[]) {
  return drafts.filter((one) => one.court.trim()).map((one) => ({
    court: one.court.trim(), case_number: one.case_number.trim(), amount_yuan: typedYuan(one.amount), ends_on: one.ends_on || null,
  }))
}

/** Why an institution did not do it; the words are under controls.failure.codes. */
export const FAILURES = ['balance_nil', 'no_such_account', 'already_gone', 'papers_rejected', 'refused', 'other'] as const
