/** Yuan as whole hundredths of a fen (1/10,000 yuan): the contract allows four decimals, and no float touches money. */
const PLACES = 4

/** Null for text that is no amount. */
export function parseYuan(text: string | null | undefined): bigint | null {
  const match = /^(-?)(\d{1,16})(?:\.(\d{1,4}))?$/.exec((text ?? '').trim())
  if (!match) return null
  const value = BigInt(match[2]!) * 10_000n + BigInt((match[3] ?? '').padEnd(PLACES, '0'))
  return match[1] ? -value : value
}

export const units = (text: string | null | undefined): bigint => parseYuan(text) ?? 0n

/** The decimal text again, with two places or as many as are needed. */
export function yuanText(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(PLACES + 1, '0')
  const places = digits.slice(-PLACES).replace(/0{1,2}$/, '')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -PLACES)}.${places}`
}

/** What a person typed: with commas, spaces and 元 taken off; null when it is no positive amount. */
export function typedYuan(text: string): string | null {
  const plain = text.replace(/[,，\s元]/g, '').replace(/^\./, '0.')
  const value = parseYuan(plain)
  return value !== null && value > 0n ? yuanText(value) : null
}

export const addYuan = (a: string | null, b: string | null): string => yuanText(units(a) + units(b))
export const subtractYuan = (a: string | null, b: string | null): string => yuanText(units(a) - units(b))
/** What of a control is still held, in yuan as text: neither transferred nor released. */
export const remaining = (control: { actual_amount_yuan: string | null; transferred_amount_yuan: string | null; released_amount_yuan: string | null }): string =>
  yuanText(units(control.actual_amount_yuan) - units(control.transferred_amount_yuan) - units(control.released_amount_yuan))
export const isBelow = (a: string, b: string): boolean => units(a) < units(b)
