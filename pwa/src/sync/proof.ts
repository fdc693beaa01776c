import { canonicalBytes } from '@/api/canonical'
import type { Bytes } from '@/api/bytes'
import { sha256 } from '@/local/crypto'
import type { Signer } from '@/local/vault'

/** The enrolled device as it signs: acts, and requests after a login has expired. */
export interface DeviceIdentity {
  id: string
  signer: Signer
}

export interface ProvenRequest {
  method: string
  /** With the query string, without the host. */
  path: string
  /** Null for `/api/uploads`: there the server checks the bytes against their announced digest instead. */
  body: Bytes | null
}

/**
 * The `Authorization: Device` header (docs/protocol.md, section 3). It opens handing in, never reading. A tablet
 * uses it for every hand-in, logged in or not: one path, and an upload keeps its owner when a login ends half-way.
 */
export async function deviceAuthorization(
  device: DeviceIdentity, request: ProvenRequest, nowMs: number,
): Promise<string> {
  const time = new Date(nowMs).toISOString()
  const body_sha256 = await sha256(request.body ?? new Uint8Array())
  const claim = { device_id: device.id, method: request.method, path: request.path, body_sha256, time }
  const sig = await device.signer.sign(canonicalBytes(claim))
  return `Device id="${device.id}", time="${time}", sig="${sig}"`
}
