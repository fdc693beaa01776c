import { Dexie, type Table } from 'dexie'
import type { Head } from '@/api/types'
import type { Box } from './crypto'
import { declareVersions } from './upgrades'

/**
 * What lies on the disk. In the clear: ids, collection names, states, sizes and local times. Everything else is in
 * boxes (AES-GCM, additional data = table and key).
 */
export interface RowRecord {
  key: string // `<collection>/<id>`
  collection: string
  id: string
  seq: number
  holders: string[] // person ids who may see it on this tablet
  box: Box
}

/** The server's version of a row that pending acts touch; `box` null: the server has no such row. */
export interface BaseRecord {
  key: string
  seq: number
  holders: string[]
  box: Box | null
}

export type PendingState = 'waiting' | 'held' | 'unproven' | 'accepted'

export interface PendingRecord {
  id: string // the envelope's
  order: number
  state: PendingState
  touches: string[]
  blobs: string[]
  box: Box
}

export type BlobState = 'recording' | 'on_device' | 'damaged' | 'kept'

export interface BlobRecord {
  id: string
  envelope_id: string | null
  subject: string | null // the evidence it is the original of
  state: BlobState
  size: number
  at: string
  box: Box
}

/** A piece of the bytes of `owner`: a blob id or a file id. Never a File: those can read back empty. */
export interface PartRecord {
  owner: string
  n: number
  box: Box
}

export interface FileRecord {
  id: string // `documents/<id>` or `thumbnails/<evidence id>`
  size: number
  media_type: string
  at: string
  count: number
}

export interface AttentionRecord {
  id: string
  outcome: 'refused' | 'conflict'
  since: string
  blobs: string[]
  box: Box
}

export interface SealedRecord {
  id: string
  box: Box
}

export interface HeadRecord {
  key: string
  head: Head
}

export interface MetaRecord {
  key: string
  value: unknown
}

export const TABLES = ['rows', 'base', 'pending', 'blobs', 'parts', 'attention', 'receipts', 'heads', 'meta', 'files'] as const

export class Database extends Dexie {
  rows!: Table<RowRecord, string>
  base!: Table<BaseRecord, string>
  pending!: Table<PendingRecord, string>
  blobs!: Table<BlobRecord, string>
  parts!: Table<PartRecord, [string, number]>
  attention!: Table<AttentionRecord, string>
  receipts!: Table<SealedRecord, string>
  heads!: Table<HeadRecord, string>
  meta!: Table<MetaRecord, string>
  files!: Table<FileRecord, string>

  /** `strict`: a transaction is complete only when the disk has it. A photo is confirmed by this and nothing less. */
  constructor(name: string, indexedDb?: IDBFactory) {
    const chosen = indexedDb ? { indexedDB: indexedDb, IDBKeyRange: globalThis.IDBKeyRange } : {}
    super(name, { chromeTransactionDurability: 'strict', ...chosen })
    declareVersions(this)
  }

  async getMeta<T>(key: string): Promise<T | undefined> {
    return (await this.meta.get(key))?.value as T | undefined
  }
}

export type Trouble = 'upgrade.elsewhere' | 'upgrade.blocked' | 'database.closed'

/**
 * Another tab wants to upgrade: step aside at once (a held-open old version blocks it for ever).
 * The browser closed the database under us (memory pressure, cleared data): say so; `reopen` continues.
 */
export function watchDatabase(db: Database, onTrouble: (trouble: Trouble) => void): void {
  db.on('versionchange', () => {
    db.close({ disableAutoOpen: true })
    onTrouble('upgrade.elsewhere')
    return false
  })
  db.on('blocked', () => onTrouble('upgrade.blocked'))
  db.on('close', () => onTrouble('database.closed'))
}
