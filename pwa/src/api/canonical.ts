import { utf8, type Bytes } from './bytes'

/** A value has no canonical JSON: it is not finite, not JSON, or not valid Unicode. */
export class NotCanonical extends Error {
  override readonly name = 'NotCanonical'
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/

/**
 * Canonical JSON of a value (RFC 8785). ECMAScript already prints numbers and escapes the way the RFC asks;
 * what is left is the order of members (by UTF-16 code units) and the refusal of what JSON cannot say.
 * Throws NotCanonical, also for `undefined`: a member that is absent must be left out by its maker.
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'string') return stringText(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object') return objectText(value as Record<string, unknown>)
  throw new NotCanonical(`no JSON for ${typeof value}`)
}

export function canonicalBytes(value: unknown): Bytes {
  return utf8(canonical(value))
}

/** A copy without `proof`: what is hashed and signed. */
export function withoutProof<T extends object>(record: T): Omit<T, 'proof'> {
  const { proof: _proof, ...rest } = record as T & { proof?: unknown }
  return rest as Omit<T, 'proof'>
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new NotCanonical('a number must be finite')
  return JSON.stringify(value)
}

function stringText(value: string): string {
  if (LONE_SURROGATE.test(value)) throw new NotCanonical('half a character')
  return JSON.stringify(value)
}

function objectText(value: Record<string, unknown>): string {
  const members = Object.keys(value).sort().map((key) => `${stringText(key)}:${canonical(value[key])}`)
  return `{${members.join(',')}}`
}
