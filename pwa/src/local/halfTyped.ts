/** Half-typed forms outlive a crash. Encrypted like everything else on the tablet: a form names people and their things. */
import type { Box } from './crypto'
import { pad } from './current'
import type { LocalStore } from './store'

const nameOf = (key: string) => `draft/${key}`

/** What was kept under `key`, or null: nothing, or nothing that opens with today's key. */
export async function readHalfTyped<T>(key: string, store: LocalStore | null = pad.store): Promise<T | null> {
  const box = store?.meta<Box | null>(nameOf(key))
  if (!store || !box) return null
  return store.sealer().unbox<T>('drafts', key, box).catch(() => null)
}

/** Keeps `form`, or with null takes it away. Does nothing on a locked tablet. */
export async function keepHalfTyped<T>(key: string, form: T | null, store: LocalStore | null = pad.store): Promise<void> {
  if (!store) return
  const box = form === null ? null : await store.sealer().box('drafts', key, form)
  await store.write(async () => ({ writes: { meta: { [nameOf(key)]: box } }, result: undefined }))
}
