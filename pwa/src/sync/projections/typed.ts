import type { CollectionName, Rows } from '@/api/rows'
import type { CommandType, Commands } from '@/api/commands'
import type { Envelope } from '@/api/types'
import type { RowChange, View } from '../registry'

/** Rows and bodies with their types; inside the engine they are plain records. */
export function put<C extends CollectionName>(collection: C, row: Rows[C]): RowChange {
  return { collection, id: row.id, row: row as unknown as Record<string, unknown> }
}

export function find<C extends CollectionName>(view: View, collection: C, id: string): Rows[C] | null {
  return view.row(collection, id) as unknown as Rows[C] | null
}

export function bodyOf<T extends CommandType>(act: Envelope, _type: T): Commands[T] {
  return act.body as unknown as Commands[T]
}
