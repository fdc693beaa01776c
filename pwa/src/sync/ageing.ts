/** What the court lends for a time only: query results leave this device on their day, with or without a line. */
import type { Versioned } from '@/local/records'
import type { LocalStore } from '@/local/store'

const LENT = 'feedback'

/** Keys of lent rows whose day has come at `now` (milliseconds, the server's time where it is known). */
export function expired(rows: ReadonlyMap<string, Versioned> | undefined, now: number): string[] {
  const keys: string[] = []
  for (const [id, { row }] of rows ?? []) {
    const until = (row as { expires_at?: string | null } | null)?.expires_at
    if (until && Date.parse(until) <= now) keys.push(`${LENT}/${id}`)
  }
  return keys
}

/** Takes expired copies off disk and out of memory; how many. The court's own file keeps them. */
export async function dropExpired(store: LocalStore, now: number): Promise<number> {
  if (expired(store.mirror.rows.get(LENT), now).length === 0) return 0
  return store.write(async (mirror) => {
    const keys = expired(mirror.rows.get(LENT), now)
    const gone = new Map<string, null>(keys.map((key) => [key, null]))
    return { writes: { rows: gone, base: gone }, result: keys.length }
  })
}
