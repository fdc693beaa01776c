import type { Dexie, Transaction } from 'dexie'

/**
 * One entry per version of the local database, oldest first. Additive only: a tablet may be two months late and
 * must open what it holds. Envelopes inside the boxes are frozen for ever; only what is in the clear may move.
 * Every entry is tested against a stored copy of the version before it (upgrades.test.ts).
 */
export interface SchemaVersion {
  version: number
  /** What this version adds or re-indexes, in Dexie's schema language. */
  stores: Record<string, string>
  upgrade?: (transaction: Transaction) => Promise<void>
}

export const VERSIONS: SchemaVersion[] = [
  {
    version: 1,
    stores: {
      rows: 'key, collection',
      base: 'key',
      pending: 'id, order',
      blobs: 'id, envelope_id',
      parts: '[owner+n]',
      attention: 'id',
      receipts: 'id',
      heads: 'key',
      meta: 'key',
    },
  },
  {
    // Cached documents and thumbnails; blobs are found by the evidence they belong to.
    version: 2,
    stores: { files: 'id', blobs: 'id, envelope_id, subject' },
    upgrade: async (transaction) => {
      await transaction.table('blobs').toCollection().modify((blob: { subject?: string | null }) => {
        blob.subject ??= null
      })
    },
  },
]

export function declareVersions(db: Dexie, upTo: number = Infinity): void {
  for (const { version, stores, upgrade } of VERSIONS.filter((entry) => entry.version <= upTo)) {
    const declared = db.version(version).stores(stores)
    if (upgrade) declared.upgrade(upgrade)
  }
}
