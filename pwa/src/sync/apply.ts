/** A page of the feed becomes rows. Pure but for reading the mirror. */
import type { Change } from '@/api/types'
import type { Mirror } from '@/local/mirror'
import { rowKey, type AnyRow, type Versioned } from '@/local/records'
import type { Writes } from '@/local/writes'
import { rebase, rewritten } from './rebase'
import type { Projections } from './registry'

export interface Page {
  person: string
  changes: Change[]
  /** Accepted acts whose effect the feed has brought by now: they leave the overlay. */
  settled: ReadonlySet<string>
}

/** Rows, bases and pending acts after a page. Applying the same page again changes nothing more. */
export function pageWrites(mirror: Mirror, page: Page, projections: Projections): Writes {
  const changes = new Map<string, Versioned | null>()
  const settled = new Set(page.settled)
  for (const change of page.changes) {
    const key = rowKey(change.collection, change.id)
    const known = changes.get(key) ?? (changes.has(key) ? null : (mirror.base.get(key) ?? mirror.row(key) ?? null))
    changes.set(key, changed(known, change, page.person))
    if (change.act && mirror.pending.get(change.act)?.state === 'accepted') settled.add(change.act)
  }
  const acts = mirror.acts().filter((act) => !settled.has(act.envelope.id))
  const laid = rebase(mirror, acts, changes, projections)
  return { rows: laid.rows, base: laid.base, pending: rewritten(mirror.pending, laid.acts), dropPending: [...settled] }
}

/** What is known of a row for everybody on this tablet, after a change in one person's feed. */
function changed(known: Versioned | null, change: Change, person: string): Versioned | null {
  const others = (known?.holders ?? []).filter((id) => id !== person)
  if (change.op === 'put' && change.row) {
    const row = { ...change.row, id: change.id } as AnyRow
    return { row, seq: change.seq, holders: [...others, person] }
  }
  return known?.row && others.length > 0 ? { ...known, holders: others } : null
}

/** After a complete new reading from the beginning: `forget` for rows this person holds and the feed did not bring. */
export function unseen(mirror: Mirror, person: string, seen: ReadonlySet<string>): Change[] {
  const gone: Change[] = []
  for (const [collection, rows] of mirror.rows) {
    for (const [id, { holders, seq }] of rows) {
      const key = rowKey(collection, id)
      const isOwn = mirror.base.get(key)?.row === null // made here, the server cannot know it yet
      if (!holders.includes(person) || seen.has(key) || isOwn) continue
      gone.push({ seq, collection, id, op: 'forget', act: null, row: null })
    }
  }
  return gone
}
