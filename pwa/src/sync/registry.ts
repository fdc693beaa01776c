import type { Envelope } from '@/api/types'
import type { AnyRow } from '@/local/records'

/** The rows as they would be, without this act: the server's rows with the earlier acts of this tablet on top. */
export interface View {
  row(collection: string, id: string): AnyRow | null
  rows(collection: string): AnyRow[]
}

export interface RowChange {
  collection: string
  id: string
  /** Null: the row goes. */
  row: Record<string, unknown> | null
}

/** Pure: how an act changes local rows before the server has answered. The server's rows replace it later. */
export type Projection = (act: Envelope, view: View) => RowChange[]

export class Projections {
  readonly #byType = new Map<string, Projection>()

  constructor(builtIn: Record<string, Projection> = {}) {
    for (const [type, projection] of Object.entries(builtIn)) this.register(type, projection)
  }

  register(type: string, projection: Projection): void {
    this.#byType.set(type, projection)
  }

  /** A projection that fails shows nothing, and must never keep an act from being stored. */
  project(act: Envelope, view: View): RowChange[] {
    try {
      return this.#byType.get(act.type)?.(act, view) ?? []
    } catch (error) {
      console.error('projection', act.type, error)
      return []
    }
  }
}
