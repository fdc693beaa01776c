/** Half-typed lines of the list outlive a crash. */
import { pad } from '@/local/current'
import { keepHalfTyped, readHalfTyped } from '@/local/halfTyped'
import type { LocalStore } from '@/local/store'
import type { ItemDraft } from './rules'

/** The draft kept under `key`, or null: none, or none that opens with today's key. */
export const readDraft = (key: string, store: LocalStore | null = pad.store): Promise<ItemDraft | null> => readHalfTyped<ItemDraft>(key, store)

/** Keeps `draft`, or with null takes it away. Does nothing on a locked tablet. */
export const keepDraft = (key: string, draft: ItemDraft | null, store: LocalStore | null = pad.store): Promise<void> => keepHalfTyped(key, draft, store)
