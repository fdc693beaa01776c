import type { Database } from './database'

/** What a locked tablet can say of itself without a key. */
export async function countInClear(db: Database): Promise<{ acts: number; photos: number; bytes: number; attention: number }> {
  const blobs = (await db.blobs.toArray()).filter((blob) => blob.state !== 'kept')
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
  return acts + attention + (await db.blobs.count()) > 0
}
