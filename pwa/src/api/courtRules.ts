/**
 * The rules of the court by slice: figures of the law, institutions, bands. The app carries those it was built with; what
 * the court itself set comes down as rows (`device_rules`) and counts from then on, also without a line.
 */
import compiled from '@contract/rules.json'
import type { DeviceRulesRow } from './rows'

type Compiled = typeof compiled
type Slice = keyof Compiled
type Laid = { [S in Slice]?: Compiled[S] }

let laid: Laid = {}

/** The rules of a slice as they are now. */
export function courtRules<S extends Slice>(slice: S): Compiled[S] {
  return laid[slice] ?? compiled[slice]
}

/** The court's own rows over what the app was built with. A figure only the newer app knows of stays. */
export function setCourtRules(rows: readonly DeviceRulesRow[]): void {
  laid = Object.fromEntries(rows.filter((row) => row.slice in compiled).map((row) => [row.slice, over(compiled[row.slice as Slice], row.rules)]))
}

function over(built: object, own: Record<string, unknown>): unknown {
  const law = 'law' in built ? { law: { ...(built.law as object), ...(own['law'] as object | undefined) } } : {}
  return { ...built, ...own, ...law }
}
