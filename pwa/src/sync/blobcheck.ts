import { concat } from '@/api/bytes'
import { RunningSha256, sha256 } from '@/local/crypto'
import type { LocalBlob } from '@/local/records'
import type { LocalStore } from '@/local/store'

/** Up to this size bytes are hashed whole by WebCrypto, which is several times faster than piece by piece. */
const WHOLE_BYTES = 32 * 1024 * 1024

/** What is wrong with stored bytes; null: they are what was captured. */
export type Damage = 'empty' | 'truncated' | 'altered' | 'unreadable'

/**
 * Reads a blob back from the disk, decrypts it and compares size and digest with what was signed. Browsers have
 * handed back empty and shortened bytes (pitfalls 8.4, 8.11), so this runs after storing and before every sending.
 */
export async function damageOf(store: LocalStore, blob: Pick<LocalBlob, 'id' | 'size' | 'info'>): Promise<Damage | null> {
  let found: { digest: string; size: number }
  try {
    found = blob.size <= WHOLE_BYTES ? await readWhole(store, blob.id) : await readRunning(store, blob.id)
  } catch {
    return 'unreadable'
  }
  if (found.size === 0) return 'empty'
  if (found.size !== blob.size) return 'truncated'
  return found.digest === blob.info.sha256 ? null : 'altered'
}

async function readWhole(store: LocalStore, id: string): Promise<{ digest: string; size: number }> {
  const pieces: Uint8Array[] = []
  for await (const part of store.readParts(id)) pieces.push(part)
  const bytes = concat(pieces)
  return { digest: await sha256(bytes), size: bytes.length }
}

async function readRunning(store: LocalStore, id: string): Promise<{ digest: string; size: number }> {
  const hash = new RunningSha256()
  let size = 0
  for await (const part of store.readParts(id)) {
    hash.add(part)
    size += part.length
  }
  return { digest: hash.digest(), size }
}

/** Marks damaged bytes so that a person learns of it; the act stays, and so do the bytes that are there. */
export async function markDamaged(store: LocalStore, id: string): Promise<void> {
  await store.write(async (mirror) => {
    const blob = mirror.blobs.get(id)
    return { writes: { blobs: blob ? [{ ...blob, state: 'damaged' as const }] : [] }, result: undefined }
  })
}
