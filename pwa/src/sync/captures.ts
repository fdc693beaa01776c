import { NotAllowedHere } from '@/api/problems'
import { newId } from '@/api/ids'
import { RunningSha256 } from '@/local/crypto'
import type { Locks } from '@/local/locks'
import type { LocalBlob } from '@/local/records'
import type { LocalStore } from '@/local/store'
import { damageOf } from './blobcheck'
import type { Act, Engine } from './engine'

/** How often bytes that read back wrong are written again from memory before the person is told. */
const REWRITES = 2

export interface Kept {
  act: Act
  sha256: string
}

/** A recording that was interrupted: its parts are here, its act is not. One part is about a second. */
export interface Leftover {
  id: string
  kind: 'video' | 'audio'
  seconds: number
  started_at: string
  context: Record<string, unknown>
}

/** Stores captures and recordings so that a crash at any moment loses at most the second being recorded. */
export class Captures {
  readonly #running = new Set<string>()

  constructor(private readonly engine: Engine, private readonly store: LocalStore, private readonly locks: Locks) {}

  /**
   * Bytes and act in one strict transaction, then read back from the disk and hashed again.
   * Throws NotAllowedHere: `storage.full`, `pad.locked`, `blob.empty`, `capture.damaged` (stored, but the disk
   * gives back something else: take it again; the act is in "needs attention").
   */
  async keep(body: Record<string, unknown>, bytes: Uint8Array | Blob, media_type: string): Promise<Kept> {
    const staged = await this.engine.outbox.stage(bytes, media_type)
    const act = await this.engine.act({ type: 'capture.record', body, blobs: [staged] })
    const { sha256, size } = staged.claim
    const blob = { id: staged.id, size, info: { sha256, media_type, upload_url: null } }
    for (let tries = 0; await damageOf(this.store, blob); tries++) {
      if (!this.store.mirror.blobs.has(blob.id)) break // handed in and proven meanwhile
      if (tries === REWRITES) throw new NotAllowedHere('capture.damaged', { act: act.id })
      const parts = await this.store.sealParts(staged.id, staged.bytes)
      await this.store.write(async () => ({ writes: { parts }, result: undefined }))
    }
    return { act, sha256 }
  }

  /** Opens a recording; `draft` is the act's body as far as it is known. */
  async begin(media_type: string, draft: Record<string, unknown>): Promise<string> {
    const id = newId()
    const info = { sha256: '', media_type, upload_url: null, draft }
    const blob: LocalBlob = {
      id, envelope_id: null, subject: null, state: 'recording', size: 0, at: new Date().toISOString(), info,
    }
    this.#running.add(id)
    await this.store.write(async () => ({ writes: { blobs: [blob] }, result: undefined }))
    return id
  }

  /** Stores one more second, encrypted, durable when it resolves. Returns the number of the next part. */
  async addPart(id: string, n: number, bytes: Uint8Array): Promise<number> {
    try {
      return await this.#addPart(id, n, bytes)
    } catch (error) {
      this.#running.delete(id) // it cannot go on as a whole; what is there may be recovered
      throw error
    }
  }

  async #addPart(id: string, n: number, bytes: Uint8Array): Promise<number> {
    const parts = await this.store.sealParts(id, bytes, n)
    await this.store.write(async (mirror) => {
      const blob = mirror.blobs.get(id)
      if (!blob) throw new NotAllowedHere('recording.unknown')
      return { writes: { parts, blobs: [{ ...blob, size: blob.size + bytes.length }] }, result: undefined }
    })
    return n + parts.length
  }

  /** Turns the parts on the disk into evidence. `facts` completes the draft (duration, place). */
  async finish(id: string, facts: Record<string, unknown>): Promise<Kept & { evidence_id: string }> {
    const blob = this.#recording(id)
    const body: Record<string, unknown> = { ...blob.info.draft, ...facts }
    const hash = new RunningSha256()
    let size = 0
    for await (const part of this.store.readParts(id)) {
      hash.add(part)
      size += part.length
    }
    if (size === 0) {
      await this.drop(id)
      throw new NotAllowedHere('blob.empty')
    }
    const claim = { sha256: hash.digest(), size, media_type: blob.info.media_type }
    const act = await this.engine.act({ type: 'capture.record', body, blobs: [{ id, claim, parts: [] }] })
    this.#running.delete(id)
    return { act, sha256: claim.sha256, evidence_id: String(body['evidence_id']) }
  }

  /** Throws a recording away that a person cancelled, before it became evidence. */
  async drop(id: string): Promise<void> {
    this.#recording(id)
    this.#running.delete(id)
    await this.store.write(async () => ({ writes: { dropBlobs: [id] }, result: undefined }))
  }

  async leftovers(): Promise<Leftover[]> {
    const found: Leftover[] = []
    for (const blob of this.store.mirror.blobs.values()) {
      if (blob.state !== 'recording' || this.#running.has(blob.id)) continue
      if (!(await this.locks.isFree(recordingLock(blob.id)))) continue // another tab is recording it
      const seconds = await this.store.db.parts.where('[owner+n]').between([blob.id, 0], [blob.id, Infinity]).count()
      if (seconds === 0) continue // nothing had reached the disk: there is nothing to recover
      const context = blob.info.draft ?? {}
      found.push({ id: blob.id, kind: context['kind'] as 'video' | 'audio', seconds, started_at: blob.at, context })
    }
    return found
  }

  #recording(id: string): LocalBlob {
    const blob = this.store.mirror.blobs.get(id)
    if (blob?.state !== 'recording') throw new NotAllowedHere('recording.unknown')
    return blob
  }
}

export const recordingLock = (id: string): string => `zhixing:recording:${id}`
