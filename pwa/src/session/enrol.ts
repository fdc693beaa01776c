import { newId } from '@/api/ids'
import { isRecord, NotAllowedHere, ProblemAnswer, problemFrom } from '@/api/problems'
import type { Envelope, ServerKey, TimeToken } from '@/api/types'
import { sha256, verifyProof } from '@/local/crypto'
import { Database } from '@/local/database'
import type { Unlocked, Vault } from '@/local/vault'
import type { TimeKeeper } from '@/sync/time'
import type { Transport } from '@/sync/transport'
import { fromBase64url } from '@/api/bytes'

/** What a tablet knows of itself in the clear: no case is in it. */
export interface DeviceFacts {
  id: string
  name: string
  court: string
  server_key: ServerKey
}

export interface EnrolInput {
  code: string
  name: string
  pin: string
  person: { id: string; name: string }
}

export interface EnrolParts {
  db: Database
  vault: Vault
  transport: Transport
  time: TimeKeeper
  platform: string
}

/**
 * Makes this browser a tablet of the court: keys first, on disk, then the act that announces them. A crash in between
 * leaves a device the court never heard of, which harms nobody; the other order would leave one nobody can use.
 * Throws NoAnswer, ProblemAnswer, NotAllowedHere `pin.too_short`.
 */
export async function enrolHere(input: EnrolInput, parts: EnrolParts): Promise<{ facts: DeviceFacts; unlocked: Unlocked }> {
  const { db, vault, transport, time } = parts
  const unlocked = await vault.create(input.person, input.pin)
  const store_id = newId()
  const device_id = newId()
  const body = {
    device_id, code: input.code.trim(), name: input.name.trim(), platform: parts.platform,
    public_key: await vault.publicKey(), store_id,
  }
  const answer = await deskAct({ type: 'devices.enrol', body, actor: input.person.id }, transport, time)
  const { server_key, time_token, court } = answer as { server_key: ServerKey; time_token?: TimeToken; court: unknown }
  await ensureKey(server_key, time_token)
  const facts: DeviceFacts = { id: device_id, name: body.name, court: courtName(court), server_key }
  await db.meta.bulkPut([{ key: 'device', value: facts }, { key: 'store_id', value: store_id }])
  return { facts, unlocked }
}

/**
 * An act through the login alone, answered at once: for what cannot be signed by this device yet (its own enrolment,
 * a colleague who is not on it). Returns the server's answer. Throws NoAnswer, ProblemAnswer.
 */
export async function deskAct(
  command: { type: string; body: Record<string, unknown>; actor: string }, transport: Transport, time: TimeKeeper,
): Promise<Record<string, unknown>> {
  const envelope: Envelope = {
    id: newId(), version: 1, ...command, ...time.stamp(), based_on: {}, blobs: [],
    device_id: null, device_seq: null, prev: null, proof: null,
  }
  const answer = await transport.send<unknown>('POST', '/api/commands', envelope)
  if (!isRecord(answer)) throw new ProblemAnswer(problemFrom(500, null))
  const outcome = answer['outcome'] === 'duplicate' ? answer['of'] : answer['outcome']
  if (outcome !== 'accepted') throw new ProblemAnswer(problemFrom(Number(answer['status'] ?? 409), answer))
  return isRecord(answer['answer']) ? answer['answer'] : {}
}

/** The key that is pinned for ever must be what its id says, and must have signed the first time token. */
async function ensureKey(key: ServerKey | undefined, token: TimeToken | undefined): Promise<void> {
  const matches = key && (await sha256(fromBase64url(key.spki))).startsWith(key.id)
  if (!matches || (token && !(await verifyProof(token, key.spki)))) throw new NotAllowedHere('enrol.server_key_invalid')
}

function courtName(court: unknown): string {
  if (typeof court === 'string') return court
  return isRecord(court) && typeof court['name'] === 'string' ? court['name'] : ''
}
