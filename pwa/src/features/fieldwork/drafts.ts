/** Half-typed lines outlive a crash. Encrypted like everything else on the tablet: a line names people and their things. */
import type { Box } from '@/local/crypto'
import { pad } from '@/local/current'
import type { LocalStore } from '@/local/store'
import type { ItemDraft } from './rules'

const nameOf = (key: string) => `draft/${key}`

/** The draft kept under `key`, or null: none, or none that opens with today's key. */
export async function readDraft(key: string, store: LocalStore | null = pad.store): Promise<ItemDraft | null> {
  const box = store?.meta<Box | null>(nameOf(key))
  if (!store || !box) return null
  return store.sealer().unbox<ItemDraft>('drafts', key, box).catch(() => null)
}

/** Keeps `draft`, or with null takes it away. Does nothing on a locked tablet. */
export async function keepDraft(key: string, draft: ItemDraft | null, store: LocalStore | null = pad.store): Promise<void> {
  if (!store) return
  const box = draft === null ? null : await store.sealer().box('drafts', key, draft)
  await store.write(async () => ({ writes: { meta: { [nameOf(key)]: box } }, result: undefined }))
}
