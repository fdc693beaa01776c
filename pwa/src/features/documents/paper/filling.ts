/**
 * From a template and its fields to the blocks of a page: what the preview shows and the court sets as PDF. What is put
 * in is never read again: a value full of braces stays the words it is. The court has the same function;
 * `tests/vectors/documents.json` holds both to the same answers.
 */
import type { Block, Fields, FieldSpec, Signer, TemplateRow } from '@/api/documents'
import { isEmpty } from './checking'
import { chineseDate, chineseNumber, moneyInCapitals, moneyInFigures, plainDate } from './numerals'

export type Filled =
  | { kind: 'text' | 'flat' | 'bold' | 'center' | 'right' | 'note' | 'cut' | 'page'; text: string }
  | { kind: 'table'; heads: string[]; widths: number[]; rows: string[][] }
  | { kind: 'grid'; rows: string[][] }
  | { kind: 'sign'; labels: string[] }
  | { kind: 'qr'; text: string; caption: string }
  | { kind: 'signoff' }
  | { kind: 'blank'; lines: number }
export interface Signed { above: [string, string][]; below: [string, string][]; court: string; date: string; sealed: boolean }
export interface SystemValues { court: string; case_number: string; number: string; dated: string; title: string }
export type Filling = Pick<TemplateRow, 'fields' | 'body' | 'signoff'>

const PLACEHOLDER = /\{([a-z][a-z0-9_]*)(?:\|([a-z]+))?\}/g
export const BLANK = '＿＿＿＿'
const PLAIN = ['text', 'flat', 'bold', 'center', 'right', 'note', 'cut', 'page'] as const
const WAYS: Record<string, (text: string) => string | null> = {
  capitals: moneyInCapitals, figures: moneyInFigures, numerals: chineseDate, day: plainDate, time: timeInWords, raw: (text) => text,
}
/** How a field is written when the text says nothing. */
const USUAL: Record<string, string> = { money: 'figures', date: 'day', time: 'time' }

function timeInWords(text: string): string | null {
  const day = plainDate(text.slice(0, 10))
  return day && text.length === 16 ? `${day}${Number(text.slice(11, 13))}时${Number(text.slice(14))}分` : null
}

const written = (way: string, text: string): string => WAYS[way]?.(text) ?? text

class Values {
  readonly specs: ReadonlyMap<string, FieldSpec>

  constructor(readonly template: Filling, readonly fields: Fields, private readonly system: SystemValues) {
    this.specs = new Map(template.fields.map((spec) => [spec.name, spec]))
  }

  isFilled(name: string): boolean {
    return !isEmpty(this.fields[name]) || Boolean(this.system[name as keyof SystemValues])
  }

  /** `pattern` with every placeholder written out; a field left empty becomes a blank to write on. */
  text(pattern: string, more: Record<string, string> = {}): string {
    return pattern.replace(PLACEHOLDER, (_whole, name: string, way?: string) => more[name] ?? this.#one(name, way))
  }

  #one(name: string, way: string | undefined): string {
    const spec = this.specs.get(name)
    if (!spec && name in this.system) return written(way ?? 'raw', this.system[name as keyof SystemValues])
    const value = this.fields[name]
    if (isEmpty(value)) return BLANK
    if (Array.isArray(value)) return value.map(String).join('、')
    return written(way ?? USUAL[spec?.type ?? 'text'] ?? 'raw', String(value))
  }
}

/** The blocks of the page, in order. */
export function fill(template: Filling, fields: Fields, system: SystemValues): Filled[] {
  const values = new Values(template, fields, system)
  return template.body
    .filter((block) => !(block.when && !values.isFilled(block.when)) && !(block.unless && values.isFilled(block.unless)))
    .flatMap((block) => oneBlock(block, values))
}

function oneBlock(block: Block, values: Values): Filled[] {
  for (const kind of PLAIN) {
    const pattern = block[kind]
    if (pattern) return values.text(pattern).split('\n').map((text) => ({ kind, text }))
  }
  if (block.each) return eachOf(block, values)
  if (block.lines) return String(values.fields[block.lines] || BLANK).split('\n').map((text) => ({ kind: 'text', text }))
  if (block.table) return [tableOf(block, values)]
  if (block.grid) return [{ kind: 'grid', rows: block.grid.map((row) => row.map((cell) => values.text(cell))) }]
  if (block.sign) return [{ kind: 'sign', labels: block.sign }]
  if (block.qr) return [{ kind: 'qr', text: values.text(block.qr), caption: values.text(block.caption ?? '') }]
  return [block.signoff ? { kind: 'signoff' } : { kind: 'blank', lines: block.blank ?? 1 }]
}

function eachOf(block: Block, values: Values): Filled[] {
  const value = values.fields[block.each ?? '']
  const items: unknown[] = Array.isArray(value) && value.length ? value : [isEmpty(value) ? BLANK : value]
  return items.map((item, place) => ({ kind: 'text', text: values.text(block.item ?? '{item}', { item: String(item), n: chineseNumber(place + 1) }) }))
}

function tableOf(block: Block, values: Values): Filled {
  const columns = values.specs.get(block.table ?? '')?.columns ?? []
  const value = values.fields[block.table ?? '']
  const given = (Array.isArray(value) ? value : []).filter((row): row is Fields => typeof row === 'object' && row !== null)
  const rows = given.map((row) => columns.map(({ name, type }) => (isEmpty(row[name]) ? '' : written(USUAL[type ?? 'text'] ?? 'raw', String(row[name])))))
  while (rows.length < (block.blank_rows ?? 0)) rows.push(columns.map(() => ''))
  return { kind: 'table', heads: columns.map((column) => column.label), widths: columns.map((column) => column.width ?? 10), rows }
}

/** 落款: the lines above and below the date, the court, the day in Chinese numerals. */
export function fillSigners(template: Filling, fields: Fields, system: SystemValues): Signed {
  const [values, off] = [new Values(template, fields, system), template.signoff]
  // A line whose name is a field left empty is left out: not every ruling has three judges.
  const names = (one: Signer) => [...one.name.matchAll(PLACEHOLDER)].map((match) => match[1]!)
  const lines = (signers: readonly Signer[] = []) => signers
    .filter((one) => names(one).length === 0 || names(one).some((name) => values.isFilled(name)))
    .map((one): [string, string] => [one.label, values.text(one.name)])
  return {
    above: lines(off.above), below: lines(off.below), court: off.court === false ? '' : system.court,
    date: off.date === false ? '' : chineseDate(system.dated) ?? system.dated, sealed: off.sealed !== false,
  }
}
