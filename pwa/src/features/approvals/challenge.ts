/** What a decision is bound to (docs/protocol.md, section 9). The same on the server: tests/vectors/approval_challenge.json. */
import { canonicalBytes } from '@/api/canonical'
import { fromHex, type Bytes } from '@/api/bytes'
import type { Decision } from '@/api/approvals'
import { sha256 } from '@/local/crypto'

export interface Bound { approval_id: string; step_id: string; sha256: string; decision: Decision; nonce: string }

/** The 32 bytes that the authenticator signs. */
export async function challengeOf({ approval_id, step_id, sha256: digest, decision, nonce }: Bound): Promise<Bytes> {
  return fromHex(await sha256(canonicalBytes({ v: 1, purpose: 'approval', approval_id, step_id, sha256: digest, decision, nonce })))
}
