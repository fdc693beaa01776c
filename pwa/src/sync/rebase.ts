/** rows = project(base + pending): pure, the heart of working offline. */
import type { AnyRow, PendingAct, Versioned } from '@/local/records'
import { rowKey, splitKey } from '@/local/records'
import type { Projections, View } from './registry'

/** The part of the mirror that is reasoned about. */
export interface Reading {
  row(key: string): Versioned | undefined
  keysOf(collection: string): Iterable<string>
  readonly base: ReadonlyMap<string, Versioned>
}

export interface Laid {
  rows: Map<string, Versioned | null>
  base: Map<string, Versioned | null>
  /** Acts as they are after this, with what they touch now. */
  acts: PendingAct[]
}

const ABSENT: Versioned = { row: null, seq: 0, holders: [] }

/** Lays one new act over what is visible. Same result as `rebase` with the act at the end, without the replay. */
export function append(reading: Reading, act: PendingAct, projections: Projections): Laid {
  const rows = new Map<string, Versioned | null>()
  const base = new Map<string, Versioned | null>()
  const overlay = new Overlay((key) => reading.row(key) ?? null, (name) => reading.keysOf(name))
  overlay.lay(act, projections)
  for (const [key, row] of overlay.changes) {
    const before = reading.row(key)
    if (!reading.base.has(key)) base.set(key, before ?? ABSENT)
    rows.set(key, visible(row, before ?? ABSENT, act.envelope.actor, unsentIn(before) + 1))
  }
  return { rows, base, acts: [{ ...act, touches: [...overlay.changes.keys()] }] }
}

/**
 * Replays all pending acts over the server's rows after `changes` arrived or acts were answered.
 * `acts` are those that still count, in order; `changes` are the server's new versions (null: gone).
 */
export function rebase(
  reading: Reading, acts: PendingAct[], changes: ReadonlyMap<string, Versioned | null>, projections: Projections,
): Laid {
  const server = (key: string): Versioned | null =>
    changes.has(key) ? changes.get(key)! : (reading.base.get(key) ?? reading.row(key) ?? null)
  const overlay = new Overlay(server, (name) => new Set([...reading.keysOf(name), ...keysIn(name, changes, reading.base)]))
  const touched = acts.map((act) => ({ ...act, touches: overlay.lay(act, projections) }))
  const laid: Laid = { rows: new Map(), base: new Map(), acts: touched }
  for (const key of new Set([...changes.keys(), ...reading.base.keys(), ...overlay.changes.keys()])) {
    settle(key, laid, { reading, server, overlay })
  }
  return laid
}

/** Of the acts after a rebase, those whose record on disk is out of date. */
export function rewritten(before: ReadonlyMap<string, PendingAct>, acts: PendingAct[]): PendingAct[] {
  return acts.filter((act) => {
    const old = before.get(act.envelope.id)
    return !old || old.state !== act.state || old.missing !== act.missing || old.touches.join() !== act.touches.join()
  })
}

function settle(key: string, laid: Laid, from: { reading: Reading; server: (key: string) => Versioned | null; overlay: Overlay }): void {
  const under = from.server(key)
  const now = from.overlay.changes.get(key)
  if (now === undefined) {
    if (from.reading.base.has(key)) laid.base.set(key, null)
    laid.rows.set(key, under?.row ? under : null)
    return
  }
  const touching = laid.acts.filter((act) => act.touches.includes(key))
  const unsent = touching.filter((act) => act.state !== 'accepted').length
  const actor = touching[0]?.envelope.actor ?? ''
  laid.base.set(key, under ?? ABSENT)
  laid.rows.set(key, visible(now, under ?? ABSENT, actor, unsent))
}

function visible(row: AnyRow | null, under: Versioned, actor: string, unsent: number): Versioned | null {
  if (!row) return null
  const { _local: _, ...plain } = row
  const marked = (unsent > 0 ? { ...plain, _local: { unsent } } : plain) as AnyRow
  return { row: marked, seq: under.seq, holders: under.holders.length ? under.holders : [actor] }
}

function unsentIn(version: Versioned | undefined): number {
  return version?.row?._local?.unsent ?? 0
}

function* keysIn(collection: string, ...maps: ReadonlyMap<string, unknown>[]): Iterable<string> {
  const prefix = `${collection}/`
  for (const map of maps) for (const key of map.keys()) if (key.startsWith(prefix)) yield key
}

class Overlay {
  readonly changes = new Map<string, AnyRow | null>()

  constructor(
    private readonly under: (key: string) => Versioned | null,
    private readonly keysUnder: (collection: string) => Iterable<string>,
  ) {}

  /** Applies what the act changes; returns the keys it touched. */
  lay(act: PendingAct, projections: Projections): string[] {
    const view: View = {
      row: (collection, id) => this.#row(rowKey(collection, id)),
      rows: (collection) => this.#rows(collection),
    }
    const changed = projections.project(act.envelope, view)
    for (const { collection, id, row } of changed) {
      this.changes.set(rowKey(collection, id), row ? ({ ...row, id } as AnyRow) : null)
    }
    return changed.map(({ collection, id }) => rowKey(collection, id))
  }

  #row(key: string): AnyRow | null {
    return this.changes.has(key) ? this.changes.get(key)! : (this.under(key)?.row ?? null)
  }

  #rows(collection: string): AnyRow[] {
    const keys = new Set(this.keysUnder(collection))
    for (const key of this.changes.keys()) if (splitKey(key).collection === collection) keys.add(key)
    return [...keys].map((key) => this.#row(key)).filter((row) => row !== null)
  }
}
