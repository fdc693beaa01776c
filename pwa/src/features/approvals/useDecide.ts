import type { ApprovalTaskRow, Decision } from '@/api/approvals'
import type { Assertion, Confirmation } from '@/api/commands'
import { base64url } from '@/api/bytes'
import { readOnline, signWithPasskey, writeOnline } from '@/session'
import { act } from '@/sync'
import { challengeOf, type Bound } from './challenge'

export interface Word { decision: Decision; reason: string | null }
type Proof = { method: 'passkey'; assertion: Assertion; confirmation: null } | { method: 'password_otp'; assertion: null; confirmation: Confirmation }

const boundTo = (task: ApprovalTaskRow, decision: Decision): Bound => ({ ...task, decision })

/** Finger, face or PIN, in flight mode too. Throws NotAllowedHere `passkey.cancelled`. */
export async function byPasskey(task: ApprovalTaskRow, decision: Decision): Promise<Proof> {
  return { method: 'passkey', assertion: await signWithPasskey(await challengeOf(boundTo(task, decision))), confirmation: null }
}

/** The weaker way, for a person without a passkey; the secrets go to the login's door and never into an act. Throws NoAnswer, ProblemAnswer. */
export async function byPassword(task: ApprovalTaskRow, decision: Decision, secrets: { password: string; otp: string }): Promise<Proof> {
  const challenge = base64url(await challengeOf(boundTo(task, decision)))
  const confirmation = await writeOnline<Confirmation>('POST', '/api/session/confirmation', { ...secrets, challenge })
  return { method: 'password_otp', assertion: null, confirmation }
}

export async function decide(task: ApprovalTaskRow, { decision, reason }: Word, proof: Proof): Promise<void> {
  const { approval_id, step_id, sha256 } = task
  await act('approvals.decide', { approval_id, step_id, sha256, decision, reason, ...proof })
}

export async function markOpened({ approval_id, step_id, sha256 }: ApprovalTaskRow): Promise<void> {
  await act('approvals.opened', { approval_id, step_id, sha256 })
}

/** How many passkeys the person has; null where nobody can be asked. */
export async function countPasskeys(): Promise<number | null> {
  try {
    return (await readOnline<{ passkeys: unknown[] }>('/api/session/passkey')).passkeys.length
  } catch {
    return null
  }
}

/** What was just decided, said on the next document: a toast would lie over the button of the next decision. */
let note = ''
export function leaveNote(text: string): void {
  note = text
}
export function takeNote(): string {
  const text = note
  note = ''
  return text
}
