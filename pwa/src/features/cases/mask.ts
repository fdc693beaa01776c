/** Keeps the first six and last four of an id number, the rest as dots: a tablet is read over shoulders. */
export function maskId(id: string | null | undefined): string {
  if (!id) return ''
  if (id.length < 12) return id.replace(/.(?=.{4})/g, '•')
  return `${id.slice(0, 6)}${'•'.repeat(id.length - 10)}${id.slice(-4)}`
}
