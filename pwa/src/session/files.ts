import { concat, type Bytes } from '@/api/bytes'
import { NoAnswer, ProblemAnswer } from '@/api/problems'
import type { DocumentRow } from '@/api/rows'
import { sha256 } from '@/local/crypto'
import type { LocalStore } from '@/local/store'
import type { Transport } from '@/sync/transport'

export class FileUnavailable extends Error {
  override readonly name = 'FileUnavailable'
  constructor(readonly code: 'file.offline' | 'file.damaged' | 'file.forbidden' | 'file.unknown') {
    super(code)
  }
}

/** One submitted version of a document: what waits for approval, or waited. */
export interface Paper { document_id: string; version: number; sha256: string }

export type EvidenceForm = 'thumbnail' | 'display' | 'original'

/** Bytes to show: own ones first, then the encrypted cache, then the server. */
export class Files {
  constructor(private readonly store: LocalStore, private readonly transport: Transport) {}

  /** A document's PDF, checked against the digest in its row. Throws FileUnavailable. */
  async document(id: string): Promise<Bytes> {
    const row = this.store.row('documents', id) as unknown as DocumentRow | null
    if (!row) throw new FileUnavailable('file.unknown')
    const cached = await this.#cached(documentFile(row))
    if (cached && (await sha256(cached)) === row.sha256) return cached
    const own = await this.#ownOriginal(id)
    if (own) return concat(own.pieces)
    return this.#fetchDocument(row)
  }

  /** The exact bytes of one submitted version, checked against the digest that waits for approval. Throws FileUnavailable. */
  async paper(paper: Paper): Promise<Bytes> {
    const id = documentFile({ id: paper.document_id, sha256: paper.sha256 })
    const cached = await this.#cached(id)
    if (cached && (await sha256(cached)) === paper.sha256) return cached
    const { bytes, media_type } = await this.#fetch(`/api/documents/${paper.document_id}/versions/${paper.version}/pdf`)
    if ((await sha256(bytes)) !== paper.sha256) throw new FileUnavailable('file.damaged')
    await this.#keep(id, bytes, media_type)
    return bytes
  }

  /** A document of the file that was laid before this person as proof; there may be no row of it here. Throws FileUnavailable. */
  async proof(documentId: string): Promise<Bytes> {
    if (this.store.row('documents', documentId)) return this.document(documentId)
    const cached = await this.#cached(`proofs/${documentId}`)
    if (cached) return cached
    const { bytes, media_type } = await this.#fetch(`/api/documents/${documentId}/pdf`)
    await this.#keep(`proofs/${documentId}`, bytes, media_type)
    return bytes
  }

  hasPaper(paper: Paper): boolean {
    return this.hasDocument({ id: paper.document_id, sha256: paper.sha256 })
  }

  hasDocument(row: Pick<DocumentRow, 'id' | 'sha256'>): boolean {
    return this.store.mirror.files.has(documentFile(row))
  }

  /** A picture, video or sound. Thumbnails are cached; originals are not (their bytes belong in the court). Throws FileUnavailable. */
  async evidence(id: string, form: EvidenceForm): Promise<Blob> {
    const thumbnail = `thumbnails/${id}`
    if (form === 'thumbnail') {
      const cached = await this.#cached(thumbnail)
      if (cached) return new Blob([cached], { type: 'image/jpeg' })
    }
    const own = await this.#ownOriginal(id)
    if (own) return new Blob(own.pieces, { type: own.media_type })
    const { bytes, media_type } = await this.#fetch(`/api/evidence/${id}/${form}`)
    if (form === 'thumbnail') await this.#keep(thumbnail, bytes, media_type)
    return new Blob([bytes], { type: media_type })
  }

  storeThumbnail(evidenceId: string, jpeg: Uint8Array): Promise<void> {
    return this.#keep(`thumbnails/${evidenceId}`, jpeg, 'image/jpeg')
  }

  /** Bytes of an attention entry or a kept file, by blob id. */
  async held(blobId: string): Promise<Blob> {
    const blob = this.store.mirror.blobs.get(blobId)
    if (!blob) throw new FileUnavailable('file.unknown')
    return new Blob(await this.#pieces(blobId), { type: blob.info.media_type })
  }

  async #fetchDocument(row: DocumentRow): Promise<Bytes> {
    const { bytes, media_type } = await this.#fetch(`/api/documents/${row.id}/pdf`)
    if ((await sha256(bytes)) !== row.sha256) throw new FileUnavailable('file.damaged')
    await this.#keep(documentFile(row), bytes, media_type)
    return bytes
  }

  async #fetch(path: string): Promise<{ bytes: Bytes; media_type: string }> {
    try {
      return await this.transport.bytes(path)
    } catch (error) {
      if (error instanceof NoAnswer) throw new FileUnavailable('file.offline')
      if (error instanceof ProblemAnswer) throw new FileUnavailable(error.status === 404 ? 'file.unknown' : 'file.forbidden')
      throw error
    }
  }

  async #cached(id: string): Promise<Bytes | null> {
    if (!this.store.mirror.files.has(id)) return null
    try {
      return concat(await this.#pieces(id))
    } catch {
      return null // unreadable here is as good as not here: the server has it
    }
  }

  async #ownOriginal(subject: string): Promise<{ pieces: Bytes[]; media_type: string } | null> {
    const blob = [...this.store.mirror.blobs.values()].find((each) => each.subject === subject)
    if (!blob) return null
    const pieces = await this.#pieces(blob.id)
    return pieces.length > 0 ? { pieces, media_type: blob.info.media_type } : null
  }

  async #pieces(owner: string): Promise<Bytes[]> {
    const pieces: Bytes[] = []
    for await (const piece of this.store.readParts(owner)) pieces.push(piece)
    return pieces
  }

  async #keep(id: string, bytes: Uint8Array, media_type: string): Promise<void> {
    const parts = await this.store.sealParts(id, bytes)
    const file = { id, size: bytes.length, media_type, at: new Date().toISOString(), count: parts.length }
    await this.store.write(async () => ({ writes: { files: [file], parts }, result: undefined }))
  }
}

/** The digest is in the name: a new version of a document is another file. */
function documentFile({ id, sha256: digest }: Pick<DocumentRow, 'id' | 'sha256'>): string {
  return `documents/${id}/${digest}`
}
