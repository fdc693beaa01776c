/** Stored copies of old local databases: made once per version, never changed, opened by every newer app in tests. */
import { Dexie } from 'dexie'
import { base64url, fromBase64url } from '@/api/bytes'
import { declareVersions } from '../upgrades'

export interface Copy {
  version: number
  pin: string
  person: string
  tables: Record<string, unknown[]>
}

/** A database as that version of the app left it. Close it before the app opens it. */
export async function restore(name: string, copy: Copy): Promise<Dexie> {
  const db = new Dexie(name)
  declareVersions(db, copy.version)
  await db.open()
  for (const [table, records] of Object.entries(copy.tables)) await db.table(table).bulkPut(records.map(thaw))
  return db
}

export async function dump(db: Dexie): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = {}
  for (const table of db.tables) tables[table.name] = (await table.toArray()).map(freeze)
  return tables
}

function freeze(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: base64url(value) }
  if (Array.isArray(value)) return value.map(freeze)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, freeze(inside)]))
}

function thaw(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(thaw)
  if (value === null || typeof value !== 'object') return value
  if ('$bytes' in value) return fromBase64url(String(value.$bytes))
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, thaw(inside)]))
}
