/**
 * Search without pinyin: what a person types is cut at blanks, every piece must occur somewhere. Full-width digits,
 * letters and brackets count as half-width, so `(2026)粤0604执12` finds `（2026）粤0604执12号`.
 */
export function normalise(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[〔［【]/g, '(').replace(/[〕］】]/g, ')')
}

export function matches(query: string, fields: readonly (string | null | undefined)[]): boolean {
  const hay = normalise(fields.filter(Boolean).join('\n'))
  return normalise(query).split(/\s+/).every((piece) => hay.includes(piece))
}
