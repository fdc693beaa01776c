/** What differs between two versions of a document, field by field and row by row. Pure. */
import type { Fields, FieldSpec } from '@/api/documents'
import { isEmpty } from './paper/checking'

export interface Difference { name: string; label: string; before: string; after: string }

const same = (one: unknown, other: unknown): boolean => (isEmpty(one) && isEmpty(other)) || JSON.stringify(one) === JSON.stringify(other)

/** Fields that differ, in the order of the form; those the template does not know (any more) last, under their name. */
export function differences(specs: readonly FieldSpec[], before: Fields, after: Fields): Difference[] {
  const known = new Set(specs.map((spec) => spec.name))
  const strange = Object.keys({ ...before, ...after }).filter((name) => !known.has(name))
  const all = [...specs, ...strange.map((name): FieldSpec => ({ name, label: name }))]
  return all.flatMap((spec) => (same(before[spec.name], after[spec.name]) ? [] : differing(spec, before[spec.name], after[spec.name])))
}

function differing(spec: FieldSpec, before: unknown, after: unknown): Difference[] {
  const { name, label } = spec
  if (!Array.isArray(before) && !Array.isArray(after)) return [{ name, label, before: inWords(before), after: inWords(after) }]
  const [old, now] = [listOf(before), listOf(after)]
  return Array.from({ length: Math.max(old.length, now.length) }, (_, at) => at).flatMap((at) =>
    (same(old[at], now[at]) ? [] : [{ name, label: `${label} ${at + 1}`, before: rowInWords(spec, old[at]), after: rowInWords(spec, now[at]) }]))
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : isEmpty(value) ? [] : [value])
const inWords = (value: unknown): string => (isEmpty(value) ? '' : String(value))

function rowInWords(spec: FieldSpec, row: unknown): string {
  if (typeof row !== 'object' || row === null) return inWords(row)
  const cells = row as Record<string, unknown>
  const names = [...new Set([...(spec.columns ?? []).map((column) => column.name), ...Object.keys(cells)])]
  return names.map((name) => cells[name]).filter((cell) => !isEmpty(cell)).map(String).join('，')
}

/** Fields an approver's words speak of, by their labels: where the drafter should look first. */
export function namedIn(reason: string, specs: readonly FieldSpec[]): Set<string> {
  const plain = (label: string) => label.replace(/（.*?）/g, '')
  return new Set(specs.filter((spec) => plain(spec.label).length > 1 && reason.includes(plain(spec.label))).map((spec) => spec.name))
}
