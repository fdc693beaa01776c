import { RunningSha256 } from '@/local/crypto'
import type { LocalBlob } from '@/local/records'
import type { LocalStore } from '@/local/store'

/** What is wrong with stored bytes; null: they are what was captured. */
export type Damage = 'empty' | 'truncated' | 'altered' | 'unreadable'

/**
 * Reads a blob back from the disk, decrypts it and compares size and digest with what was signed. Browsers have
 * handed back empty and shortened bytes (pitfalls 8.4, 8.11), so this runs after storing and before every sending.
 */
export async function damageOf(store: LocalStore, blob: Pick<LocalBlob, 'id' | 'size' | 'info'>): Promise<Damage | null> {
  const hash = new RunningSha256()
  let size = 0
  try {
    for await (const part of store.readParts(blob.id)) {
      hash.add(part)
      size += part.length
    }
  } catch {
    return 'unreadable'
  }
  if (size === 0) return 'empty'
  if (size !== blob.size) return 'truncated'
  return hash.digest() === blob.info.sha256 ? null : 'altered'
}

/** Marks damaged bytes so that a person learns of it; the act stays, and so do the bytes that are there. */
export async function markDamaged(store: LocalStore, id: string): Promise<void> {
  await store.write(async (mirror) => {
    const blob = mirror.blobs.get(id)
    return { writes: { blobs: blob ? [{ ...blob, state: 'damaged' as const }] : [] }, result: undefined }
  })
}
