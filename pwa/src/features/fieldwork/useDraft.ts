import { onScopeDispose } from 'vue'
import { keepDraft, readDraft } from './drafts'
import type { ItemDraft } from './rules'

const REST_MS = 500

/** A draft written half a second after the last key, so that a crash costs one word at most. */
export function useDraft(key: () => string) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiting: (() => Promise<void>) | null = null

  const flush = () => {
    clearTimeout(timer)
    const now = waiting
    waiting = null
    // A draft is a comfort: if it cannot be kept (a full disk), typing must go on.
    return now?.().catch(() => undefined)
  }
  function write(draft: ItemDraft): void {
    const under = key()
    const copy = { ...draft, vehicle: draft.vehicle ? { ...draft.vehicle } : null }
    waiting = () => keepDraft(under, copy)
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), REST_MS)
  }
  async function drop(): Promise<void> {
    clearTimeout(timer)
    waiting = null
    await keepDraft(key(), null).catch(() => undefined)
  }
  onScopeDispose(() => void flush())
  return { read: () => readDraft(key()).catch(() => null), write, drop }
}
