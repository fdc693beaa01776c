import type { Database, FileRecord } from './database'
import {
  Sealer, rowKey, splitKey, type AnyRow, type AttentionEntry, type LocalBlob, type PendingAct, type Versioned,
} from './records'

/** Everything but the bytes, decrypted, in memory: what screens read and what the engine reasons about. */
export class Mirror {
  generation = 0
  readonly rows = new Map<string, Map<string, Versioned>>()
  readonly base = new Map<string, Versioned>()
  readonly pending = new Map<string, PendingAct>()
  readonly blobs = new Map<string, LocalBlob>()
  readonly attention = new Map<string, AttentionEntry>()
  readonly files = new Map<string, FileRecord>()
  readonly meta = new Map<string, unknown>()

  row(key: string): Versioned | undefined {
    const { collection, id } = splitKey(key)
    return this.rows.get(collection)?.get(id)
  }

  setRow(key: string, value: Versioned | null): void {
    const { collection, id } = splitKey(key)
    const rows = this.rows.get(collection) ?? new Map<string, Versioned>()
    this.rows.set(collection, rows)
    if (value) rows.set(id, value)
    else rows.delete(id)
  }

  *keysOf(collection: string): Iterable<string> {
    for (const id of this.rows.get(collection)?.keys() ?? []) yield rowKey(collection, id)
  }

  /** Acts in the order they were made. */
  acts(): PendingAct[] {
    return [...this.pending.values()].sort((a, b) => a.order - b.order)
  }

  visible(collection: string, personId: string | null): AnyRow[] {
    const found: AnyRow[] = []
    for (const { row, holders } of this.rows.get(collection)?.values() ?? []) {
      if (row && personId !== null && holders.includes(personId)) found.push(row)
    }
    return found.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  }

  clear(): void {
    this.generation = 0
    const tables = [this.rows, this.base, this.pending, this.blobs, this.attention, this.files, this.meta]
    for (const table of tables) table.clear()
  }

  /** Throws BoxBroken when the key is not the one that sealed the tables. */
  async load(db: Database, sealer: Sealer): Promise<void> {
    const read = await db.transaction('r', db.tables.filter((table) => table.name !== 'parts'), () =>
      Promise.all([
        db.rows.toArray(), db.base.toArray(), db.pending.toArray(), db.blobs.toArray(), db.attention.toArray(),
        db.files.toArray(), db.meta.toArray(),
      ]))
    const [rows, base, pending, blobs, attention, files, meta] = read
    const opened = await Promise.all([
      Promise.all(rows.map((record) => sealer.openRow(record))),
      Promise.all(base.map((record) => sealer.openBase(record))),
      Promise.all(pending.map((record) => sealer.openPending(record))),
      Promise.all(blobs.map((record) => sealer.openBlob(record))),
      Promise.all(attention.map((record) => sealer.openAttention(record))),
    ])
    this.clear()
    rows.forEach((record, n) => this.setRow(record.key, opened[0][n]!))
    base.forEach((record, n) => this.base.set(record.key, opened[1][n]!))
    for (const act of opened[2]) this.pending.set(act.envelope.id, act)
    for (const blob of opened[3]) this.blobs.set(blob.id, blob)
    for (const entry of opened[4]) this.attention.set(entry.envelope.id, entry)
    for (const file of files) this.files.set(file.id, file)
    for (const { key, value } of meta) this.meta.set(key, value)
    this.generation = (this.meta.get('generation') as number | undefined) ?? 0
  }
}
