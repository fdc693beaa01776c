/** What the server's outcomes mean for the local database. Pure but for reading the mirror. */
import type { FinalOutcome, Outcome, Problem } from '@/api/types'
import type { Mirror } from '@/local/mirror'
import type { AttentionEntry, PendingAct } from '@/local/records'
import type { Writes } from '@/local/writes'
import { rebase, rewritten } from './rebase'
import type { Doubt } from './receipts'
import type { Projections } from './registry'

/** An answer that ends the waiting for an act. */
export interface Answer {
  outcome: FinalOutcome
  answer?: Record<string, unknown>
  problem?: Problem
}

/** An outcome, read: a duplicate counts as what the first answer was. `doubt` is about the receipt of an acceptance. */
export interface Judged {
  outcome: Outcome
  kind: FinalOutcome | 'held'
  doubt: Doubt | null
}

export function kindOf(outcome: Outcome): FinalOutcome | 'held' {
  return outcome.outcome === 'duplicate' ? (outcome.of ?? 'held') : outcome.outcome
}

/** One transaction for a batch of answers. Answers to acts that wait for none any more change nothing. */
export function answerWrites(mirror: Mirror, judged: Judged[], projections: Projections, nowText: string): Writes {
  const acts = new Map(mirror.acts().map((act) => [act.envelope.id, act]))
  const writes = { dropPending: [], dropBlobs: [], attention: [], receipts: [] } as Required<
    Pick<Writes, 'dropPending' | 'dropBlobs' | 'attention' | 'receipts'>>
  for (const one of judged) {
    const act = acts.get(one.outcome.id)
    if (!act || act.state === 'accepted') continue
    const next = afterAnswer(act, one)
    if (next) {
      acts.set(act.envelope.id, next)
      if (next.state === 'accepted') keepReceipt(one, act, writes)
    } else {
      acts.delete(act.envelope.id)
      writes.dropPending.push(act.envelope.id)
      writes.attention.push(attentionFor(act, one, nowText))
    }
  }
  const laid = rebase(mirror, [...acts.values()], new Map(), projections)
  return { ...writes, rows: laid.rows, base: laid.base, pending: rewritten(mirror.pending, laid.acts) }
}

/** The act as it stays pending, or null when it leaves for "needs attention". */
function afterAnswer(act: PendingAct, { kind, doubt, outcome }: Judged): PendingAct | null {
  if (kind === 'held') return { ...act, state: 'held', missing: outcome.missing ?? null }
  if (kind === 'accepted') return { ...act, state: doubt ? 'unproven' : 'accepted', missing: null }
  return null
}

/** The receipt is stored in the same transaction in which the bytes are forgotten. */
function keepReceipt({ outcome }: Judged, act: PendingAct, writes: Pick<Writes, 'receipts' | 'dropBlobs'>): void {
  if (outcome.receipt) writes.receipts!.push(outcome.receipt)
  writes.dropBlobs!.push(...act.blobs)
}

function attentionFor(act: PendingAct, { kind, outcome }: Judged, since: string): AttentionEntry {
  const { envelope, blobs } = act
  return { envelope, outcome: kind as 'refused' | 'conflict', problem: outcome.problem ?? null, since, blobs }
}
