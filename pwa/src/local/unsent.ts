import type { BlobRecord, Database } from './database'

/** A recording that ended before its first second reached the disk is nothing: it must not wait for ever. */
export function holdsBytes({ state, size }: Pick<BlobRecord, 'state' | 'size'>): boolean {
  return state !== 'recording' || size > 0
}

/** What a locked tablet can say of itself without a key. */
export async function countInClear(db: Database): Promise<{ acts: number; photos: number; bytes: number; attention: number }> {
  const blobs = (await db.blobs.toArray()).filter((blob) => blob.state !== 'kept' && holdsBytes(blob))
  return {
    acts: await db.pending.filter((act) => act.state !== 'accepted').count(),
    photos: blobs.length,
    bytes: blobs.reduce((sum, blob) => sum + blob.size, 0),
    attention: await db.attention.count(),
  }
}

/** Whether this database holds anything that no receipt covers; files a person gave up count too. */
export async function holdsUnsent(db: Database): Promise<boolean> {
  const { acts, attention } = await countInClear(db)
  return acts + attention + (await db.blobs.filter(holdsBytes).count()) > 0
}
