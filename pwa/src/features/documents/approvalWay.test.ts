import { expect, it } from 'vitest'
import type { ApprovalRuleRow, RuleProof } from '@/api/approvals'
import { asksAmount, asksUrgency, lackingProofs, lineFor, ruleOf } from './approvalWay'

const when = { amount_from: null, amount_below: null, urgent: null, evidence: null }
const line = (role: string, over: object = {}) => ({ when: { ...when, ...over }, retroactive: false, steps: [{ role }] })
const rule = (lines: object[], evidence: Partial<RuleProof>[] = []) => ({ id: 'r', kind: 'ruling_transfer', name: '', name_en: '', lines, evidence }) as unknown as ApprovalRuleRow
const facts = { amount: null, urgent: false, evidence: new Set<string>() }
const roleOf = (of: ApprovalRuleRow, over: object) => lineFor(of, { ...facts, ...over })?.steps[0]?.role

it('a large sum goes one step higher, and one nobody stated too', () => {
  const large = rule([line('president', { amount_from: '1000000' }), line('bureau_chief')])
  expect(roleOf(large, { amount: '999999.99' })).toBe('bureau_chief')
  expect(roleOf(large, { amount: '1000000' })).toBe('president')
  expect(roleOf(large, {})).toBe('president')
  expect([asksAmount(large), asksUrgency(large)]).toEqual([true, false])
})

it('an urgent measure has its own way', () => {
  const urgent = rule([line('president', { urgent: true }), line('panel')])
  expect([roleOf(urgent, { urgent: true }), roleOf(urgent, {})]).toEqual(['president', 'panel'])
})

it('names each proof that lacks; of those where one is enough, none once one is there', () => {
  const proofs = rule([], [{ key: 'notice', required: true, one_of: null }, { key: 'consent', required: true, one_of: 'confirmed' }, { key: 'panel', required: true, one_of: 'confirmed' }, { key: 'extra', required: false, one_of: null }])
  expect(lackingProofs(proofs, []).map((one) => one.key)).toEqual(['notice', 'consent', 'panel'])
  expect(lackingProofs(proofs, [{ key: 'panel', kind: 'document', ref: 'd' }]).map((one) => one.key)).toEqual(['notice'])
})

it('a kind the matrix does not name goes the way of all others', () => {
  const other = { ...rule([line('bureau_chief')]), kind: '_unknown' }
  expect(ruleOf([other, rule([])], 'poem')?.kind).toBe('_unknown')
})
