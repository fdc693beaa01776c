/**
 * What the fields of a draft lack: every field that is missing or malformed, all at once, by name and reason. The court
 * has the same function and says the last word; `tests/vectors/documents.json` holds both to the same answers.
 */
import type { FieldColumn, FieldError, Fields, FieldSpec } from '@/api/documents'
import { dayOf } from './numerals'

const MOST_ERRORS = 100
const MOST_CHARACTERS = 200
const MOST_ROWS = 200
/** Marks that turn the direction of writing or hide: a name that reads otherwise than it is stored (Unicode TR 36). */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad\u180e\u200b-\u200d\u2060\ufeff]/
const CONTROL = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/u
const CONTROL_BUT_BREAKS = /(?![\n\t])[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/u

type Wrong = [why: string, params: Record<string, unknown>]
interface Shape { form: (text: string) => boolean; why: string }

const isTime = (text: string) => /^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(text) && dayOf(text.slice(0, 10)) !== null && text.slice(11, 13) < '24' && text.slice(14) < '60'
const SHAPES: Record<string, Shape> = {
  money: { form: (text) => /^\d{1,12}(\.\d{1,2})?$/.test(text), why: 'not_money' },
  date: { form: (text) => dayOf(text) !== null, why: 'not_a_date' },
  time: { form: isTime, why: 'not_a_time' },
  phone: { form: (text) => /^[0-9+\-() （）转]{3,30}$/.test(text), why: 'not_a_phone' },
  id_number: { form: (text) => /^(\d{17}[\dX]|[0-9A-HJ-NPQRTUWXY]{18}|[A-Z0-9（）()-]{5,25})$/.test(text), why: 'not_an_id_number' },
  case_number: { form: (text) => /^（\d{4}）\D{1,3}\d{0,6}[\u4e00-\u9fff]{1,6}\d{1,7}号(之[一二三四五六七八九十]{1,3})?$/.test(text), why: 'not_a_case_number' },
  url: { form: (text) => /^https?:\/\/[\x21-\x7e]{1,480}$/.test(text), why: 'not_a_url' },
}

/** Whether a field counts as not filled in. */
export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0) || (typeof value === 'string' && value.trim() === '')
}

/** Everything that is wrong, in the order of the form; unknown names last. Empty when it can be submitted. */
export function checkFields(specs: readonly FieldSpec[], fields: Fields): FieldError[] {
  const known = new Set(specs.map((spec) => spec.name))
  const strange = Object.keys(fields).filter((name) => !known.has(name)).map((name) => name.slice(0, 60))
  return [
    ...specs.flatMap((spec) => check(spec, fields[spec.name])),
    ...strange.map((name) => fault({ name, label: name }, name, ['unknown', {}])),
  ].slice(0, MOST_ERRORS)
}

function fault(spec: Pick<FieldSpec, 'name' | 'label'>, at: string, [why, params]: Wrong): FieldError {
  return { field: spec.name, label: spec.label, at, why, params }
}

function check(spec: FieldSpec, value: unknown): FieldError[] {
  if (isEmpty(value)) return spec.required ? [fault(spec, spec.name, ['required', {}])] : []
  if (spec.type === 'table') return checkTable(spec, value)
  if (spec.type === 'lines') return checkLines(spec, value)
  return wrong(spec, value).map((one) => fault(spec, spec.name, one))
}

function checkLines(spec: FieldSpec, value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [fault(spec, spec.name, ['wrong_type', { wanted: 'lines' }])]
  const most = spec.rows ?? MOST_ROWS
  if (value.length > most) return [fault(spec, spec.name, ['too_many_rows', { most }])]
  return value.flatMap((line: unknown, place) => {
    const at = `${spec.name}.${place + 1}`
    return isEmpty(line) ? [fault(spec, at, ['empty_row', {}])] : wrong(spec, line).map((one) => fault(spec, at, one))
  })
}

const isRow = (row: unknown): row is Record<string, unknown> => typeof row === 'object' && row !== null && !Array.isArray(row)

function checkTable(spec: FieldSpec, value: unknown): FieldError[] {
  if (!Array.isArray(value) || !value.every(isRow)) return [fault(spec, spec.name, ['wrong_type', { wanted: 'table' }])]
  const most = spec.rows ?? MOST_ROWS
  if (value.length > most) return [fault(spec, spec.name, ['too_many_rows', { most }])]
  const columns = spec.columns ?? []
  const names = new Set(columns.map((column) => column.name))
  return value.flatMap((row, place) => [
    ...columns.flatMap((column) => checkCell(spec, column, `${spec.name}.${place + 1}.${column.name}`, row[column.name])),
    ...Object.keys(row).filter((name) => !names.has(name))
      .map((name) => fault(spec, `${spec.name}.${place + 1}.${name.slice(0, 60)}`, ['unknown', {}])),
  ])
}

function checkCell(spec: FieldSpec, column: FieldColumn, at: string, value: unknown): FieldError[] {
  const named = { name: spec.name, label: `${spec.label}：${column.label}` }
  if (isEmpty(value)) return column.required ? [fault(named, at, ['required', {}])] : []
  const { name, label, type, most } = column
  return wrong({ name, label, type: type ?? 'text', most: most ?? MOST_CHARACTERS }, value).map((one) => fault(named, at, one))
}

function wrong(spec: FieldSpec, value: unknown): Wrong[] {
  if (spec.type === 'integer') return wrongInteger(spec, value)
  if (typeof value !== 'string') return [['wrong_type', { wanted: spec.type ?? 'text' }]]
  return [...wrongText(spec, value), ...wrongShape(spec, value)]
}

function wrongShape(spec: FieldSpec, value: string): Wrong[] {
  const shape = SHAPES[spec.type ?? 'text']
  if (shape && !shape.form(value)) return [[shape.why, {}]]
  if (spec.type === 'choice') return (spec.options ?? []).includes(value) ? [] : [['not_an_option', {}]]
  if (spec.pattern && !new RegExp(`^(?:${spec.pattern})$`, 'u').test(value.slice(0, spec.most ?? MOST_CHARACTERS))) {
    return [['pattern', { help: spec.pattern_help ?? '' }]]
  }
  const { above } = spec
  return spec.type === 'money' && above !== null && above !== undefined && Number(value) <= above ? [['below_least', { above }]] : []
}

function wrongInteger(spec: FieldSpec, value: unknown): Wrong[] {
  if (typeof value !== 'number' || !Number.isInteger(value)) return [['wrong_type', { wanted: 'integer' }]]
  const [least, most] = [spec.least ?? 0, spec.most ?? MOST_CHARACTERS]
  if (value < least) return [['below_least', { least }]]
  return value > most ? [['above_most', { most }]] : []
}

/** Which characters a font can set only the court knows: it names those when the draft arrives. */
function wrongText(spec: FieldSpec, value: string): Wrong[] {
  const [most, length] = [spec.most ?? MOST_CHARACTERS, [...value].length]
  const found: Wrong[] = length > most ? [['too_long', { most, length }]] : []
  if (DIRECTION.test(value)) found.push(['direction_marks', {}])
  // Marks of direction are no control characters of their own kind (Cf), so both can stand side by side.
  const control = spec.type === 'long_text' ? CONTROL_BUT_BREAKS : CONTROL
  return control.test(value) ? [...found, ['control_character', {}]] : found
}
