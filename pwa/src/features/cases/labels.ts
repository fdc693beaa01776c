import { t } from '@/i18n'
import type { Rows } from '@/api/types'

/** `（2026）粤0604执1234号`, or 未立案号 for a case whose number has not arrived. */
export function caseLabel(row: Rows['cases'] | null | undefined): string {
  return row?.case_number || t('cases.noNumber')
}

export function isMine(row: Rows['cases'], me: string | null): boolean {
  return me !== null && row.assigned.some((one) => one.person_id === me)
}

/** `陈一诺 → 某某公司`: who asks, and against whom; one name a side and 等 for the rest. */
export function versus(parties: readonly Rows['parties'][]): string {
  const side = (wanted: Rows['parties']['side']) => {
    const names = parties.filter((party) => party.side === wanted).map((party) => party.name)
    return names.length > 1 ? t('cases.andOthers', { name: names[0], n: names.length }) : names[0] ?? '—'
  }
  return `${side('applicant')} → ${side('respondent')}`
}
