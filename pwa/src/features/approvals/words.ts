import type { ApprovalRow, DecisionLine, EvidenceLine, RuleCondition, StepLine } from '@/api/approvals'
import { formatMoney, has, locale, t } from '@/i18n'
import { spanOf } from './rules'

/** `2 天 3 小时` of a span in milliseconds. */
export function spanWords(ms: number): string {
  const { unit, n, rest } = spanOf(ms)
  if (n === 0) return t('approvals.span.moment')
  return t(`approvals.span.${rest ? unit : `${unit}Only`}`, { n, rest })
}

/** What is left until `due`, or by how much it is late. */
export function clockWords(due: string | null, now: number): string {
  if (!due) return ''
  const left = Date.parse(due) - now
  return t(left < 0 ? 'approvals.clock.late' : 'approvals.clock.left', { span: spanWords(left) })
}

export function waitedWords(since: string | null, now: number): string {
  return since ? t('approvals.clock.waited', { span: spanWords(now - Date.parse(since)) }) : ''
}

/** A source of the matrix as a lawyer would write it: `CPL 118, 119` is 民事诉讼法第118、119条. A court's own words stay. */
export function sourceWords(source: string): string {
  if (source === 'practice') return t('approvals.law.practice')
  return source
    .replace(/\b(CPL|INT|SEZ|HC10|ESIG) (\d+(?:, \d+)*)/g, (_, law: string, n: string) => t('approvals.law.article', { law: t(`approvals.law.${law}`), n: n.replaceAll(', ', t('approvals.law.and')) }))
    .replace(/终本规定 (\d+)\((\d+)\)/g, (_, n: string, item: string) => t('approvals.law.item', { law: t('approvals.law.END'), n, item }))
    .replace(/\bW-([A-Z0-9-]+)/g, (_, place: string) => t('approvals.law.web', { place: has(`approvals.web.${place}`) ? t(`approvals.web.${place}`) : place }))
    .replace(/[;,] /g, t('approvals.law.also'))
}

const MARKS: Record<string, string> = { '[V]': 'read', '[V~]': 'second', '[GK]': 'confirm' }

/** How sure the court may be of a source: read in the law, read second hand, or still to be confirmed by the court. */
export function markWords(mark: string): string {
  return MARKS[mark] ? t(`approvals.mark.${MARKS[mark]}`) : ''
}

export const markTone = (mark: string): 'good' | 'neutral' | 'wait' => (mark === '[V]' ? 'good' : mark === '[GK]' ? 'wait' : 'neutral')

export function nameOfProof(line: Pick<EvidenceLine, 'name' | 'name_en'>): string {
  return locale.value === 'en' ? line.name_en : line.name
}

export const nameOfRule = nameOfProof

export function roleWords(step: Pick<StepLine, 'role' | 'quorum'>): string {
  return t(`approvals.role.${step.role}`)
}

export function conditionWords(when: RuleCondition, proofName: (key: string) => string): string {
  const said = [
    when.amount_from === null ? '' : t('approvals.when.from', { amount: formatMoney(when.amount_from) }),
    when.amount_below === null ? '' : t('approvals.when.below', { amount: formatMoney(when.amount_below) }),
    when.urgent === null ? '' : t(when.urgent ? 'approvals.when.urgent' : 'approvals.when.notUrgent'),
    when.evidence === null ? '' : t('approvals.when.evidence', { name: proofName(when.evidence) }),
  ].filter(Boolean)
  return said.length ? said.join(t('approvals.when.and')) : t('approvals.when.always')
}

export const STATUS_TONE = { waiting: 'wait', approved: 'good', returned: 'danger', withdrawn: 'neutral', voided: 'danger' } as const
export const statusTone = (row: Pick<ApprovalRow, 'status'>) => STATUS_TONE[row.status]

/** 法官甲 批准, 代 院长甲 批准 … */
export function decisionWords(one: DecisionLine, nameOf: (id: string | null) => string): string {
  const name = one.on_behalf_of ? t('approvals.onBehalf', { name: nameOf(one.person_id), of: nameOf(one.on_behalf_of) }) : nameOf(one.person_id)
  return t(`approvals.decided.${one.decision}`, { name })
}
