/**
 * How something typed, spoken or scanned in a car is compared with what is on file. The same as the court's
 * `kernel/lookup.py`; `tests/vectors/lookup.json` holds both to it.
 */
const SAID = new Map([...'零〇洞一幺二两三四五六七拐八九勾'].map((sign, at) => [sign, '0001122345677899'[at] ?? '']))
const PLATE_SIGNS = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领学警港澳挂'
const CODE = new RegExp(`^[${PLATE_SIGNS}]?[A-Z0-9]*[0-9][A-Z0-9]*[${PLATE_SIGNS}]?$`)
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/i
const SEPARATOR = '\n'
const SHORTEST_TEXT = 2
const SHORTEST_CODE = 3

/** What is looked for. `code` is null when the text cannot be one; `id` is set when the code of a seal was read. */
export interface Needle { text: string; code: string | null; id: string | null }

/** Letters and digits of any script in upper case, nothing else. */
export function textKey(text: string): string {
  return text.normalize('NFKC').toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** Codes in one form: digits as people say them become digits, O and I become 0 and 1. Null when it cannot be a code. */
export function codeKey(text: string): string | null {
  const said = [...textKey(text)].map((sign) => SAID.get(sign) ?? sign).join('')
  return CODE.test(said) ? said.replaceAll('O', '0').replaceAll('I', '1') : null
}

export function needle(typed: string): Needle {
  const scanned = ID.exec(typed)?.[0]
  return scanned ? { text: textKey(scanned), code: null, id: scanned.toLowerCase() } : { text: textKey(typed), code: codeKey(typed), id: null }
}

/** Two characters of a name, three signs of a number: less would find half the court. */
export function isEnough({ text, id }: Needle): boolean {
  return id !== null || text.length >= (/^[\x00-\x7f]*$/.test(text) ? SHORTEST_CODE : SHORTEST_TEXT)
}

/** What is kept beside a thing, so that it is found by any part of any of its texts. */
export function searchKey(texts: readonly (string | null | undefined)[]): string {
  const keys = texts.flatMap((text) => (text ? [textKey(text), codeKey(text) ?? ''] : []))
  return [...new Set(keys.filter(Boolean))].join(SEPARATOR)
}

export function isHit({ text, code }: Needle, key: string): boolean {
  return (text !== '' && key.includes(text)) || (code !== null && code !== '' && key.includes(code))
}
