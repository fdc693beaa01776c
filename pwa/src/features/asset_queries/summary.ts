import type { Rows } from '@/api/types'

type Feedback = Rows['feedback']
const RANK = { found: 0, failed: 1, nothing: 2 }

/** Hits before failures before "nothing", the newest answer first: a case has forty answers for one hit (domain.md 5). */
export function hitsFirst(a: Feedback, b: Feedback): number {
  return RANK[a.outcome] - RANK[b.outcome] || (b.answered_at ?? '').localeCompare(a.answered_at ?? '')
}

/** What can be had now, in hundredths of a yuan as a bigint; decimal strings are never added as floats. */
export function availableTotal(rows: readonly Feedback[]): bigint {
  return rows.reduce((sum, row) => sum + cents(row.outcome === 'found' ? row.available_yuan : null), 0n)
}

function cents(amount: string | null): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,2})\d*)?$/.exec(amount ?? '')
  if (!match) return 0n
  const value = BigInt(match[2] ?? '0') * 100n + BigInt((match[3] ?? '').padEnd(2, '0') || '0')
  return match[1] ? -value : value
}

export function yuan(hundredths: bigint): string {
  const text = String(hundredths < 0n ? -hundredths : hundredths).padStart(3, '0')
  return `${hundredths < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`
}
