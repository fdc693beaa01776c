import type { Receipt, ServerKey } from '@/api/types'
import { verifyProof } from '@/local/crypto'
import type { PendingAct } from '@/local/records'

/** Why a receipt does not let this device forget. */
export type Doubt = 'missing' | 'other_act' | 'other_content' | 'other_bytes' | 'signature'

/**
 * The court keeps these acts with their secret replaced by its slow hash (docs/protocol.md, section 2), so their receipt
 * names other content than was sent. They are made at a desk, which forgets nothing a receipt would have to free.
 */
const CONCEALED: ReadonlySet<string> = new Set(['identity.create_person', 'identity.set_password'])

/**
 * Checks a receipt against the act as this device made it. Only null (no doubt) lets bytes be forgotten
 * (docs/protocol.md, section 2). `serverKey` is the one pinned at enrolment; at a desk there is none, and nothing
 * is kept there that a receipt would have to free.
 */
export async function doubtAbout(
  receipt: Receipt | undefined, act: PendingAct, serverKey: ServerKey | null,
): Promise<Doubt | null> {
  if (!receipt) return 'missing'
  const { envelope } = act
  if (receipt.envelope_id !== envelope.id || receipt.device_id !== envelope.device_id) return 'other_act'
  if (receipt.device_seq !== envelope.device_seq) return 'other_act'
  const concealed = envelope.device_id === null && CONCEALED.has(envelope.type)
  if (!concealed && receipt.envelope_hash !== act.hash) return 'other_content'
  if (!sameBytes(receipt, act)) return 'other_bytes'
  if (serverKey && !(await verifyProof(receipt, serverKey.spki))) return 'signature'
  return null
}

function sameBytes(receipt: Receipt, act: PendingAct): boolean {
  const claimed = act.envelope.blobs.map(({ sha256, size }) => `${sha256}:${size}`).sort()
  const stored = (receipt.blobs ?? []).map(({ sha256, size }) => `${sha256}:${size}`).sort()
  return claimed.length === stored.length && claimed.every((each, n) => each === stored[n])
}
