import type { TextPiece } from './pdf'

export interface Hit { page: number; from: number; to: number }          // positions in the page's folded text
export interface PageText { folded: string; pieceOf: number[]; offsetIn: number[] }

/**
 * One string per page for searching. Blanks and line breaks vanish (Chinese documents break anywhere), full-width
 * forms and case are folded; every folded character remembers its piece and its place in it.
 */
export function foldPage(pieces: readonly TextPiece[]): PageText {
  const text: PageText = { folded: '', pieceOf: [], offsetIn: [] }
  pieces.forEach((piece, at) => {
    let offset = 0
    for (const character of piece.str) {
      for (const folded of fold(character)) {
        text.folded += folded
        text.pieceOf.push(at)
        text.offsetIn.push(offset)
      }
      offset += character.length
    }
  })
  return text
}

export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, '')
}

export function findIn(text: PageText, query: string, page: number): Hit[] {
  const wanted = fold(query)
  const hits: Hit[] = []
  if (wanted === '') return hits
  for (let at = text.folded.indexOf(wanted); at >= 0; at = text.folded.indexOf(wanted, at + wanted.length)) {
    hits.push({ page, from: at, to: at + wanted.length })
  }
  return hits
}

export interface Box { left: number; top: number; width: number; height: number }

/**
 * Where a hit lies, one box per piece, in PDF units before the page's viewport turns them. Within a piece, a Latin
 * letter or digit is taken to be half as wide as a Chinese character: close enough to mark a word.
 */
export function boxesOf(hit: Hit, text: PageText, pieces: readonly TextPiece[]): { piece: TextPiece; from: number; to: number }[] {
  const spans: { piece: TextPiece; from: number; to: number }[] = []
  for (let at = hit.from; at < hit.to; at++) {
    const piece = pieces[text.pieceOf[at] ?? -1]
    if (!piece) continue
    const offset = text.offsetIn[at] ?? 0
    const last = spans.at(-1)
    if (last?.piece === piece) last.to = Math.max(last.to, offset + 1)
    else spans.push({ piece, from: offset, to: offset + 1 })
  }
  return spans
}

/** A span as a rectangle in user space: [x1, y1, x2, y2]. Horizontal and turned text alike, by the piece's matrix. */
export function rectangleOf(span: { piece: TextPiece; from: number; to: number }): [number, number, number, number] {
  const { str, transform, width, height } = span.piece
  const [a = 1, b = 0, , , e = 0, f = 0] = transform
  const length = Math.hypot(a, b) || 1
  const [ux, uy] = [a / length, b / length]
  const unit = width / Math.max(1, widthOf(str))
  const [before, after] = [unit * widthOf(str.slice(0, span.from)), unit * widthOf(str.slice(0, span.to))]
  const start = [e + ux * before, f + uy * before] as const
  const end = [e + ux * after - uy * height, f + uy * after + ux * height] as const
  return [start[0], start[1], end[0], end[1]]
}

function widthOf(text: string): number {
  let sum = 0
  for (const character of text) sum += character.codePointAt(0)! < 0x2e80 ? 0.5 : 1
  return sum
}
