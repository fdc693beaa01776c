/** Which way the court's matrix sends a draft, and what proof it wants beside it. Pure; the court decides again. */
import type { ApprovalRuleRow, RuleCondition, RuleProof } from '@/api/approvals'
import type { SubmittedProof } from '@/api/documents'

export interface Facts { amount: string | null; urgent: boolean; evidence: ReadonlySet<string> }
export type RuleLine = ApprovalRuleRow['lines'][number]

export function ruleOf(rules: readonly ApprovalRuleRow[], kind: string): ApprovalRuleRow | null {
  return rules.find((one) => one.kind === kind) ?? rules.find((one) => one.kind === '_unknown') ?? null
}

/** The first line that holds. An amount nobody stated is below nothing: it goes the longer way. */
export function lineFor(rule: ApprovalRuleRow | null, facts: Facts): RuleLine | null {
  return rule?.lines.find((line) => holds(line.when, facts)) ?? null
}

function holds(when: RuleCondition, { amount, urgent, evidence }: Facts): boolean {
  const yuan = amount === null || amount === '' ? null : Number(amount)
  if (when.amount_from !== null && yuan !== null && yuan < Number(when.amount_from)) return false
  if (when.amount_below !== null && (yuan === null || yuan >= Number(when.amount_below))) return false
  if (when.urgent !== null && when.urgent !== urgent) return false
  return when.evidence === null || evidence.has(when.evidence)
}

/** Proofs the rule insists on and nobody gave. Of the same `one_of` one is enough. */
export function lackingProofs(rule: ApprovalRuleRow | null, given: readonly SubmittedProof[]): RuleProof[] {
  const keys = new Set(given.map((one) => one.key))
  const groups = new Set((rule?.evidence ?? []).filter((one) => one.one_of && keys.has(one.key)).map((one) => one.one_of))
  return (rule?.evidence ?? []).filter((one) => one.required && !keys.has(one.key) && !(one.one_of && groups.has(one.one_of)))
}

export const asksUrgency = (rule: ApprovalRuleRow | null): boolean => (rule?.lines ?? []).some((line) => line.when.urgent !== null)
export const asksAmount = (rule: ApprovalRuleRow | null): boolean => (rule?.lines ?? []).some((line) => line.when.amount_from !== null || line.when.amount_below !== null)
