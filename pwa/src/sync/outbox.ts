import { newId } from '@/api/ids'
import { copyOf, type Bytes } from '@/api/bytes'
import { NotAllowedHere } from '@/api/problems'
import type { Basis, BlobClaim, Envelope } from '@/api/types'
import { sha256 } from '@/local/crypto'
import type { FileRecord, PartRecord } from '@/local/database'
import type { Mirror } from '@/local/mirror'
import type { LocalBlob, PendingAct } from '@/local/records'
import type { LocalStore } from '@/local/store'
import type { Writes } from '@/local/writes'
import { CHAIN_START, envelopeHash, finishEnvelope, signable, type Chain, type Draft } from './envelope'
import type { DeviceIdentity } from './proof'
import { append } from './rebase'
import type { Projections } from './registry'
import type { TimeKeeper } from './time'

/** Bytes ready to be stored with their act: hashed as they came, then encrypted. */
export interface StagedBlob {
  id: string
  claim: BlobClaim
  /** Empty when the parts are on the disk already (a recording, a second try). */
  parts: PartRecord[]
}

/** What a person wants done. `basedOn`: `collection/id` of the rows the person was looking at. */
export interface Command {
  type: string
  body: Record<string, unknown>
  blobs?: StagedBlob[]
  basedOn?: readonly string[]
  /** An entry of "needs attention" that this act closes. */
  closes?: string
  /** A cached file to store in the same transaction (a thumbnail). */
  file?: { record: FileRecord; parts: PartRecord[] }
}

export interface OutboxParts {
  store: LocalStore
  device: DeviceIdentity | null
  projections: Projections
  time: TimeKeeper
}

export class Outbox {
  constructor(private readonly parts: OutboxParts) {}

  /** Hashes and encrypts bytes under a new blob id. Nothing is stored yet. */
  async stage(source: Uint8Array | Blob, media_type: string): Promise<StagedBlob & { bytes: Bytes }> {
    const bytes = await copyOf(source)
    if (bytes.length === 0) throw new NotAllowedHere('blob.empty')
    const id = newId()
    const claim = { sha256: await sha256(bytes), size: bytes.length, media_type }
    return { id, claim, parts: await this.parts.store.sealParts(id, bytes), bytes }
  }

  /**
   * Makes an act durable: number, link to the act before, signature, pending record, visible rows and bytes in one
   * strict transaction, all or nothing. Numbering, signing and committing happen under one lock over all tabs, so
   * the chain has no gap and no fork.
   * Throws NotAllowedHere `pad.locked`, `storage.full`; then nothing has changed.
   */
  enqueue(command: Command): Promise<PendingAct> {
    return this.parts.store.write(async (mirror) => {
      const chain = (mirror.meta.get('chain') as Chain | undefined) ?? CHAIN_START
      const envelope = await finishEnvelope(this.#draft(command, mirror), this.parts.device, chain)
      const hash = await envelopeHash(envelope)
      const blobs = (command.blobs ?? []).map((blob) => blob.id)
      const act: PendingAct = { envelope, hash, order: chain.next, state: 'waiting', touches: [], blobs, missing: null }
      const laid = append(mirror, act, this.parts.projections)
      const writes: Writes = {
        rows: laid.rows, base: laid.base, pending: laid.acts,
        ...this.#bytesOf(command, envelope, mirror),
        dropAttention: command.closes ? [command.closes] : [],
        meta: { chain: { next: chain.next + 1, prev: hash } },
      }
      return { writes, result: laid.acts[0]! }
    })
  }

  #draft(command: Command, mirror: Mirror): Draft {
    const actor = this.parts.store.person
    if (!actor) throw new NotAllowedHere('pad.locked')
    return {
      id: newId(), type: command.type, version: 1, body: signable(command.body), actor,
      ...this.parts.time.stamp(),
      based_on: basisOf(command.basedOn ?? [], mirror),
      blobs: (command.blobs ?? []).map((blob) => blob.claim),
    }
  }

  #bytesOf(command: Command, envelope: Envelope, mirror: Mirror): Pick<Writes, 'blobs' | 'parts' | 'files'> {
    const blobs = (command.blobs ?? []).map(({ id, claim }): LocalBlob => ({
      id, envelope_id: envelope.id, subject: subjectOf(envelope), state: 'on_device', size: claim.size,
      at: mirror.blobs.get(id)?.at ?? envelope.occurred_at,
      info: { sha256: claim.sha256, media_type: claim.media_type, upload_url: null },
    }))
    const parts = (command.blobs ?? []).flatMap((blob) => blob.parts)
    return { blobs, parts: [...parts, ...(command.file?.parts ?? [])], files: command.file ? [command.file.record] : [] }
  }
}

/** What the bytes of an act are the original of. */
function subjectOf({ body }: Envelope): string | null {
  const id = body['evidence_id'] ?? body['document_id']
  return typeof id === 'string' ? id : null
}

/**
 * `after` names our own newest act on the row that the feed has not brought back yet; also an accepted one, because
 * the row's feed number here is still the one from before it.
 */
function basisOf(keys: readonly string[], mirror: Mirror): Record<string, Basis> {
  const basis: Record<string, Basis> = {}
  const newestFirst = mirror.acts().reverse()
  for (const key of keys) {
    const newest = newestFirst.find((act) => act.touches.includes(key))
    basis[key] = { seq: mirror.row(key)?.seq ?? 0, after: newest?.envelope.id ?? null }
  }
  return basis
}
