/** The order of an inbox, its filters and its clocks. Pure; times are RFC 3339, `now` in milliseconds. */
import type { ApprovalRow, ApprovalTaskRow, EvidenceLine, StepLine } from '@/api/approvals'

export type Filter = 'all' | 'retroactive' | 'urgent' | 'late'
export const FILTERS: readonly Filter[] = ['all', 'retroactive', 'urgent', 'late']

export function isOpen(task: Pick<ApprovalTaskRow, 'task_status' | 'status'>): boolean {
  return task.task_status === 'open' && task.status === 'waiting'
}

/** Past its time, or told to those above already. */
export function isLate(task: Pick<ApprovalTaskRow, 'due_at' | 'escalated'>, now: number): boolean {
  return task.escalated || (task.due_at !== null && Date.parse(task.due_at) < now)
}

/** 补办 first (a person is being held), then what was submitted as urgent, then what waits too long, then the rest. */
export function weightOf(task: ApprovalTaskRow, now: number): number {
  if (task.retroactive) return 0
  if (task.urgent) return 1
  return isLate(task, now) ? 2 : 3
}

/** Within the same urgency whoever has waited longest comes first. */
export function inboxOrder(now: number): (a: ApprovalTaskRow, b: ApprovalTaskRow) => number {
  return (a, b) => weightOf(a, now) - weightOf(b, now) || a.handed_out_at.localeCompare(b.handed_out_at) || a.id.localeCompare(b.id)
}

export function passes(task: ApprovalTaskRow, filter: Filter, now: number): boolean {
  if (filter === 'retroactive') return task.retroactive
  if (filter === 'urgent') return task.urgent
  return filter === 'all' || isLate(task, now)
}

/** Whether the person has looked at exactly the bytes that wait now. */
export function wasOpened(task: Pick<ApprovalTaskRow, 'opened_sha256' | 'sha256'>): boolean {
  return task.opened_sha256 === task.sha256
}

export interface Like { kind: string; title: string; tasks: ApprovalTaskRow[] }

/** Documents of one kind that may be decided together. What is approved after the fact is looked at alone. */
export function likeOnes(tasks: readonly ApprovalTaskRow[]): Like[] {
  const groups = new Map<string, Like>()
  for (const task of tasks.filter((one) => isOpen(one) && !one.retroactive)) {
    const group = groups.get(task.doc_kind) ?? { kind: task.doc_kind, title: task.title, tasks: [] }
    group.tasks.push(task)
    groups.set(task.doc_kind, group)
  }
  return [...groups.values()].filter((group) => group.tasks.length > 1)
}

/** The one before and the one after in a list, from where a person stands; null at its ends. */
export function neighbours(ids: readonly string[], id: string): { before: string | null; after: string | null; at: number } {
  const at = ids.indexOf(id)
  return { before: at > 0 ? ids[at - 1]! : null, after: at >= 0 && at < ids.length - 1 ? ids[at + 1]! : null, at }
}

export type Span = { unit: 'days' | 'hours' | 'minutes'; n: number; rest: number }

/** A span in the two units a person would say: 2 days 3 hours, 5 hours 10 minutes, 40 minutes. */
export function spanOf(ms: number): Span {
  const minutes = Math.floor(Math.abs(ms) / 60_000)
  if (minutes >= 48 * 60) return { unit: 'days', n: Math.floor(minutes / 1440), rest: Math.floor((minutes % 1440) / 60) }
  if (minutes >= 60) return { unit: 'hours', n: Math.floor(minutes / 60), rest: minutes % 60 }
  return { unit: 'minutes', n: minutes, rest: 0 }
}

export function currentStep(row: Pick<ApprovalRow, 'steps'>): StepLine | null {
  return row.steps.find((step) => step.status === 'waiting') ?? null
}

export interface Votes { approved: number; returned: number; open: number }

/** How a panel stands. */
export function votesOf(step: Pick<StepLine, 'decisions' | 'seats'>): Votes {
  const approved = step.decisions.filter((one) => one.decision === 'approve').length
  const returned = step.decisions.length - approved
  return { approved, returned, open: Math.max(0, step.seats - step.decisions.length) }
}

export type ProofState = 'given' | 'missing' | 'not_needed'

/** Of the proofs with the same `one_of` one is enough. */
export function proofState(line: EvidenceLine, all: readonly EvidenceLine[]): ProofState {
  if (line.links.length > 0) return 'given'
  if (line.one_of && all.some((one) => one.one_of === line.one_of && one.links.length > 0)) return 'not_needed'
  return line.required ? 'missing' : 'not_needed'
}

/** What a document's approval is now: the newest one. */
export function newestOf(rows: readonly ApprovalRow[], subjectId: string): ApprovalRow | null {
  return rows.filter((row) => row.subject_id === subjectId).sort((a, b) => b.opened_at.localeCompare(a.opened_at))[0] ?? null
}
