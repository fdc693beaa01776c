import type { Head, Receipt } from '@/api/types'
import type { Database, FileRecord, PartRecord } from './database'
import type { Mirror } from './mirror'
import { splitKey, type AttentionEntry, type LocalBlob, type PendingAct, type Sealer, type Versioned } from './records'

/** What one transaction changes. A null, or an id under `drop…`, takes the record away. */
export interface Writes {
  rows?: Map<string, Versioned | null>
  base?: Map<string, Versioned | null>
  pending?: PendingAct[]
  dropPending?: string[]
  attention?: AttentionEntry[]
  dropAttention?: string[]
  blobs?: LocalBlob[]
  /** Blobs that go, with their bytes. */
  dropBlobs?: string[]
  parts?: PartRecord[]
  files?: FileRecord[]
  dropFiles?: string[]
  receipts?: Receipt[]
  heads?: Head[]
  meta?: Record<string, unknown>
  /** More of the same follows at once: screens may look at several such transactions together. */
  more?: boolean
}

/** A transaction's records, already encrypted: WebCrypto promises would end an IndexedDB transaction. */
export interface SealedWrites {
  apply(db: Database): Promise<void>
}

export async function sealWrites(writes: Writes, sealer: Sealer): Promise<SealedWrites> {
  const rows = await sealMap(writes.rows, (key, value) => sealer.row(key, value))
  const base = await sealMap(writes.base, (key, value) => sealer.base(key, value))
  const pending = await Promise.all((writes.pending ?? []).map((act) => sealer.pending(act)))
  const blobs = await Promise.all((writes.blobs ?? []).map((blob) => sealer.blob(blob)))
  const attention = await Promise.all((writes.attention ?? []).map((entry) => sealer.attention(entry)))
  const receipts = await Promise.all((writes.receipts ?? []).map(async (receipt) =>
    ({ id: receipt.envelope_id, box: await sealer.box('receipts', receipt.envelope_id, receipt) })))
  const heads = (writes.heads ?? []).map((head) => ({ key: `${head.log}/${head.size}/${head.root}`, head }))
  const meta = Object.entries(writes.meta ?? {}).map(([key, value]) => ({ key, value }))
  return {
    async apply(db) {
      await Promise.all([
        db.rows.bulkPut(rows.put), db.rows.bulkDelete(rows.drop),
        db.base.bulkPut(base.put), db.base.bulkDelete(base.drop),
        db.pending.bulkPut(pending), db.pending.bulkDelete(writes.dropPending ?? []),
        db.attention.bulkPut(attention), db.attention.bulkDelete(writes.dropAttention ?? []),
        db.blobs.bulkPut(blobs), db.blobs.bulkDelete(writes.dropBlobs ?? []),
        db.files.bulkPut(writes.files ?? []), db.files.bulkDelete(writes.dropFiles ?? []),
        db.receipts.bulkPut(receipts), db.heads.bulkPut(heads), db.meta.bulkPut(meta),
        replaceParts(db, writes),
      ])
    },
  }
}

async function replaceParts(db: Database, writes: Writes): Promise<void> {
  for (const owner of [...(writes.dropBlobs ?? []), ...(writes.dropFiles ?? [])]) {
    await db.parts.where('[owner+n]').between([owner, 0], [owner, Infinity]).delete()
  }
  await db.parts.bulkPut(writes.parts ?? [])
}

async function sealMap<T>(
  changes: Map<string, Versioned | null> | undefined,
  sealOne: (key: string, value: Versioned) => Promise<T>,
): Promise<{ put: T[]; drop: string[] }> {
  const drop: string[] = []
  const puts: Promise<T>[] = []
  for (const [key, value] of changes ?? []) {
    if (value) puts.push(sealOne(key, value))
    else drop.push(key)
  }
  return { put: await Promise.all(puts), drop }
}

/** The same change in memory, after the commit. Returns the topics that changed. */
export function mirrorWrites(writes: Writes, mirror: Mirror): Set<string> {
  const topics = new Set<string>()
  for (const [key, value] of writes.rows ?? []) {
    mirror.setRow(key, value && { ...value, row: value.row && Object.freeze(value.row) })
    topics.add(splitKey(key).collection)
  }
  for (const [key, value] of writes.base ?? []) {
    if (value) mirror.base.set(key, value)
    else mirror.base.delete(key)
  }
  const put = <T>(table: Map<string, T>, topic: string, values: T[] | undefined, id: (value: T) => string) => {
    for (const value of values ?? []) table.set(id(value), value)
    if (values?.length) topics.add(topic)
  }
  const drop = (table: Map<string, unknown>, topic: string, ids: string[] | undefined) => {
    for (const id of ids ?? []) table.delete(id)
    if (ids?.length) topics.add(topic)
  }
  put(mirror.pending, '@pending', writes.pending, (act) => act.envelope.id)
  drop(mirror.pending, '@pending', writes.dropPending)
  put(mirror.attention, '@attention', writes.attention, (entry) => entry.envelope.id)
  drop(mirror.attention, '@attention', writes.dropAttention)
  put(mirror.blobs, '@blobs', writes.blobs, (blob) => blob.id)
  drop(mirror.blobs, '@blobs', writes.dropBlobs)
  put(mirror.files, '@files', writes.files, (file) => file.id)
  drop(mirror.files, '@files', writes.dropFiles)
  for (const [key, value] of Object.entries(writes.meta ?? {})) {
    mirror.meta.set(key, value)
    topics.add('@meta')
  }
  return topics
}
