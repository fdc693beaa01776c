/** What changed between two versions, read from their bytes and not from what somebody says about them. */
import { diffArrays } from 'diff'

export interface Change { before: string; gone: string; fresh: string; after: string }
export interface Comparison { changes: Change[]; same: boolean }

/** A figure, a word or a single Chinese character: a changed amount shows whole, not digit by digit. */
const TOKEN = /\d[\d.,，]*|[A-Za-z]+|[\s\S]/gu
const CONTEXT = 16
/** Changes with less than this between them are one change to a reader. */
const NEAR = 3

/** Every version carries a check code of its own: that it differs says nothing about what was changed. */
const CHECK_CODE = /(?<=校验码[:：]?)[2-9A-HJKMNP-Z]{20}/g

export function tokensOf(text: string): string[] {
  return text.replace(/\s+/g, '').replace(CHECK_CODE, '').match(TOKEN) ?? []
}

export function compare(before: string, now: string): Comparison {
  const parts = diffArrays(tokensOf(before), tokensOf(now)).map((part) => ({ kind: part.added ? 'fresh' as const : part.removed ? 'gone' as const : 'same' as const, tokens: part.value }))
  const changes: Change[] = []
  let open: Change | null = null
  let lead = ''
  for (const [at, { kind, tokens }] of parts.entries()) {
    const text = tokens.join('')
    if (kind === 'same') {
      if (open && tokens.length < NEAR && at < parts.length - 1) {
        open.gone += text
        open.fresh += text
        continue
      }
      if (open) open.after = text.slice(0, CONTEXT)
      open = null
      lead = text.slice(-CONTEXT)
      continue
    }
    if (!open) changes.push(open = { before: lead, gone: '', fresh: '', after: '' })
    open[kind] += text
  }
  return { changes, same: changes.length === 0 }
}
