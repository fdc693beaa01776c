import { canonicalBytes, withoutProof } from '@/api/canonical'
import type { Envelope } from '@/api/types'
import { sha256, verifyProof } from '@/local/crypto'
import type { DeviceIdentity } from './proof'

/** The end of this device's chain: the number the next act gets, and the hash of the one before it. */
export interface Chain {
  next: number
  prev: string
}

export const CHAIN_START: Chain = { next: 1, prev: '0'.repeat(64) }

export type Draft = Omit<Envelope, 'device_id' | 'device_seq' | 'prev' | 'proof'>

/** Digest of the canonical JSON without `proof`: what a successor names as `prev` and a receipt as `envelope_hash`. */
export function envelopeHash(envelope: Envelope): Promise<string> {
  return sha256(canonicalBytes(withoutProof(envelope)))
}

/** Takes a draft into the device's chain and signs it; at a desk (`device` null) it stays unsigned. */
export async function finishEnvelope(draft: Draft, device: DeviceIdentity | null, chain: Chain): Promise<Envelope> {
  if (!device) return { ...draft, device_id: null, device_seq: null, prev: null, proof: null }
  const unsigned = { ...draft, device_id: device.id, device_seq: chain.next, prev: chain.prev }
  const sig = await device.signer.sign(canonicalBytes(unsigned))
  return { ...unsigned, proof: { alg: 'ES256', key: device.signer.keyId, sig } }
}

export function verifyEnvelope(envelope: Envelope, spki: string): Promise<boolean> {
  return verifyProof(envelope, spki)
}

const LONE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/** A body as it can be signed: absent members gone, half characters (a keyboard's doing) replaced. */
export function signable(body: Record<string, unknown>): Record<string, unknown> {
  const whole = (_key: string, value: unknown) => (typeof value === 'string' ? value.replace(LONE, '\uFFFD') : value)
  return JSON.parse(JSON.stringify(body, whole)) as Record<string, unknown>
}
