import { onScopeDispose } from 'vue'
import type { Fields } from '@/api/documents'
import { keepHalfTyped, readHalfTyped } from '@/local/halfTyped'

const REST_MS = 500

/** A form written to this device half a second after the last key: a kill costs one word at most. */
export function useHalfTyped(key: () => string, kept: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiting: Fields | null = null

  async function flush(): Promise<void> {
    clearTimeout(timer)
    const fields = waiting
    waiting = null
    // A comfort: if it cannot be kept (a full disk), typing must go on.
    if (fields) await keepHalfTyped(key(), fields).then(kept, () => undefined)
  }
  function write(fields: Fields): void {
    waiting = JSON.parse(JSON.stringify(fields)) as Fields
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), REST_MS)
  }
  async function drop(): Promise<void> {
    clearTimeout(timer)
    waiting = null
    await keepHalfTyped(key(), null).catch(() => undefined)
  }
  onScopeDispose(() => void flush())
  return { read: () => readHalfTyped<Fields>(key()).catch(() => null), write, flush, drop }
}
