/** Deciding, asking, standing in. Who has the next step only the court knows: a decision moves one's own task, no more. */
import type { ApprovalTaskRow, QuestionLine } from '@/api/approvals'
import type { Projection, RowChange, View } from '../registry'
import { bodyOf, find, put } from './typed'

function tasksOf(view: View, approvalId: string): ApprovalTaskRow[] {
  return (view.rows('approval_tasks') as unknown as ApprovalTaskRow[]).filter((row) => row.approval_id === approvalId)
}

function taskOf(view: View, approvalId: string, stepId: string): ApprovalTaskRow | null {
  return tasksOf(view, approvalId).find((row) => row.step_id === stepId) ?? null
}

const opened: Projection = (act, view) => {
  const { approval_id, step_id, sha256 } = bodyOf(act, 'approvals.opened')
  const row = taskOf(view, approval_id, step_id)
  return row ? [put('approval_tasks', { ...row, opened_sha256: sha256 })] : []
}

const decide: Projection = (act, view) => {
  const { approval_id, step_id, decision } = bodyOf(act, 'approvals.decide')
  const row = taskOf(view, approval_id, step_id)
  if (!row) return []
  return [put('approval_tasks', { ...row, task_status: decision === 'approve' ? 'approved' : 'returned', decided_at: act.occurred_at })]
}

/** The questions stand in the approval and in every task of it: all of them change together. */
function withQuestions(view: View, approvalId: string, change: (questions: QuestionLine[]) => QuestionLine[]): RowChange[] {
  const approval = find(view, 'approvals', approvalId)
  const tasks = tasksOf(view, approvalId).map((row) => put('approval_tasks', { ...row, questions: change(row.questions) }))
  return approval ? [put('approvals', { ...approval, questions: change(approval.questions) }), ...tasks] : tasks
}

const ask: Projection = (act, view) => {
  const { approval_id, question_id, text } = bodyOf(act, 'approvals.ask')
  const question = { question_id, text, by: act.actor, at: act.occurred_at, answer: null, answered_by: null, answered_at: null }
  return withQuestions(view, approval_id, (all) => [...all.filter((one) => one.question_id !== question_id), question])
}

const answer: Projection = (act, view) => {
  const { approval_id, question_id, text } = bodyOf(act, 'approvals.answer')
  const said = { answer: text, answered_by: act.actor, answered_at: act.occurred_at }
  return withQuestions(view, approval_id, (all) => all.map((one) => (one.question_id === question_id ? { ...one, ...said } : one)))
}

const withdraw: Projection = (act, view) => {
  const { approval_id, reason } = bodyOf(act, 'approvals.withdraw')
  const row = find(view, 'approvals', approval_id)
  return row?.status === 'waiting' ? [put('approvals', { ...row, status: 'withdrawn', ended_at: act.occurred_at, end_reason: reason })] : []
}

const delegate: Projection = (act) => {
  const { delegation_id, ...body } = bodyOf(act, 'approvals.delegate')
  return [put('delegations', { ...body, id: delegation_id, by: act.actor, ended_at: null })]
}

const endDelegation: Projection = (act, view) => {
  const row = find(view, 'delegations', bodyOf(act, 'approvals.end_delegation').delegation_id)
  return row ? [put('delegations', { ...row, ended_at: act.occurred_at })] : []
}

const formPanel: Projection = (act, view) => {
  const { panel_id, ...body } = bodyOf(act, 'approvals.form_panel')
  const before = view.rows('approval_panels').filter((row) => (row as unknown as { case_id: string }).case_id === body.case_id && row.id !== panel_id)
  const gone = before.map(({ id }): RowChange => ({ collection: 'approval_panels', id, row: null }))
  return [...gone, put('approval_panels', { ...body, id: panel_id, by: act.actor, at: act.occurred_at })]
}

const recuse: Projection = (act) => {
  const { recusal_id, ...body } = bodyOf(act, 'approvals.recuse')
  return [put('recusals', { ...body, id: recusal_id, by: act.actor, at: act.occurred_at })]
}

export const APPROVALS: Record<string, Projection> = {
  'approvals.opened': opened, 'approvals.decide': decide, 'approvals.ask': ask, 'approvals.answer': answer,
  'approvals.withdraw': withdraw, 'approvals.delegate': delegate, 'approvals.end_delegation': endDelegation,
  'approvals.form_panel': formPanel, 'approvals.recuse': recuse,
}
