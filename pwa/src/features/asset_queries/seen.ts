/** Up to which moment a person has seen what was found: marks what is new, on this device only. */
import { ref } from 'vue'
import { pad } from '@/local/current'

const KEY = 'asset_queries_seen'
/** Counts up when the mark moves, for those who show it. */
const moves = ref(0)

/** The newest `received_at` the person has seen; empty before the first look. */
export function seenUntil(person: string | null): string {
  void moves.value
  return person ? pad.store?.meta<string>(`${KEY}:${person}`) ?? '' : ''
}

/** Moves the mark forward, never back. A mark is a comfort: a full disk must not stop anybody. */
export async function markSeen(person: string | null, until: string): Promise<void> {
  if (!person || !pad.store || until <= seenUntil(person)) return
  await pad.store.write(async () => ({ writes: { meta: { [`${KEY}:${person}`]: until } }, result: undefined })).catch(() => undefined)
  moves.value++
}
