import { openJson, sealJson, type Box } from './crypto'
import type {
  AttentionRecord, BaseRecord, BlobRecord, BlobState, PendingRecord, PendingState, RowRecord,
} from './database'
import type { Envelope, Missing, Problem } from '@/api/types'
import type { Row } from '@/api/rows'

/** A row of any collection as it lies in memory after unlocking. */
export type AnyRow = Row & Record<string, unknown>

export interface Versioned {
  row: AnyRow | null
  seq: number
  holders: string[]
}

/** An act that no settled answer covers yet. `accepted`: receipt in hand, its rows not pulled yet. */
export interface PendingAct {
  envelope: Envelope
  hash: string
  order: number
  state: PendingState
  touches: string[]
  blobs: string[]
  missing: Missing | null
}

export interface BlobInfo {
  sha256: string
  media_type: string
  upload_url: string | null
  /** What a recording is of, so that it can be captured after a crash. */
  draft?: Record<string, unknown>
  act_type?: string
}

export interface LocalBlob {
  id: string
  envelope_id: string | null
  subject: string | null
  state: BlobState
  size: number
  at: string
  info: BlobInfo
}

export interface AttentionEntry {
  envelope: Envelope
  outcome: 'refused' | 'conflict'
  problem: Problem | null
  since: string
  blobs: string[]
}

export const rowKey = (collection: string, id: string): string => `${collection}/${id}`

export function splitKey(key: string): { collection: string; id: string } {
  const at = key.indexOf('/')
  return { collection: key.slice(0, at), id: key.slice(at + 1) }
}

/** Memory to disk and back, one record at a time. The additional data of every box is `<table>/<key>`. */
export class Sealer {
  constructor(private readonly key: CryptoKey) {}

  box(table: string, key: string, value: unknown): Promise<Box> {
    return sealJson(this.key, `${table}/${key}`, value)
  }

  /** Throws BoxBroken. */
  unbox<T>(table: string, key: string, box: Box): Promise<T> {
    return openJson<T>(this.key, `${table}/${key}`, box)
  }

  async row(key: string, value: Versioned): Promise<RowRecord> {
    const { collection, id } = splitKey(key)
    return { key, collection, id, seq: value.seq, holders: value.holders, box: await this.box('rows', key, value.row) }
  }

  async openRow(record: RowRecord): Promise<Versioned> {
    const row = await this.unbox<AnyRow>('rows', record.key, record.box)
    return { row: Object.freeze(row), seq: record.seq, holders: record.holders }
  }

  async base(key: string, value: Versioned): Promise<BaseRecord> {
    const box = value.row === null ? null : await this.box('base', key, value.row)
    return { key, seq: value.seq, holders: value.holders, box }
  }

  async openBase(record: BaseRecord): Promise<Versioned> {
    const row = record.box ? Object.freeze(await this.unbox<AnyRow>('base', record.key, record.box)) : null
    return { row, seq: record.seq, holders: record.holders }
  }

  async pending(act: PendingAct): Promise<PendingRecord> {
    const { envelope, hash, missing, ...clear } = act
    return { ...clear, id: envelope.id, box: await this.box('pending', envelope.id, { envelope, hash, missing }) }
  }

  async openPending(record: PendingRecord): Promise<PendingAct> {
    const { id, box, ...clear } = record
    const inside = await this.unbox<Pick<PendingAct, 'envelope' | 'hash' | 'missing'>>('pending', id, box)
    return { ...clear, ...inside }
  }

  async blob(blob: LocalBlob): Promise<BlobRecord> {
    const { info, ...clear } = blob
    return { ...clear, box: await this.box('blobs', blob.id, info) }
  }

  async openBlob(record: BlobRecord): Promise<LocalBlob> {
    const { box, ...clear } = record
    return { ...clear, info: await this.unbox<BlobInfo>('blobs', record.id, box) }
  }

  async attention(entry: AttentionEntry): Promise<AttentionRecord> {
    const { outcome, since, blobs, envelope, problem } = entry
    return { id: envelope.id, outcome, since, blobs, box: await this.box('attention', envelope.id, { envelope, problem }) }
  }

  async openAttention(record: AttentionRecord): Promise<AttentionEntry> {
    const { id, box, ...clear } = record
    const inside = await this.unbox<Pick<AttentionEntry, 'envelope' | 'problem'>>('attention', id, box)
    return { ...clear, ...inside }
  }
}
