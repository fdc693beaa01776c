import { describe, expect, it } from 'vitest'
import type { Envelope } from '@/api/types'
import type { AnyRow } from '@/local/records'
import type { View } from '../registry'
import { APPROVALS } from './approvals'

const task = { id: 't1', approval_id: 'a1', step_id: 's1', sha256: 'ab', opened_sha256: null, task_status: 'open', questions: [] }
const held: Record<string, Record<string, unknown>[]> = {
  approval_tasks: [task, { ...task, id: 't2', approval_id: 'a2', step_id: 's2' }],
  approvals: [{ id: 'a1', status: 'waiting', questions: [] }],
  approval_panels: [{ id: 'old', case_id: 'c1' }, { id: 'other', case_id: 'c2' }],
  delegations: [{ id: 'd1', ended_at: null }],
}
const view: View = {
  rows: (collection) => (held[collection] ?? []) as unknown as AnyRow[],
  row: (collection, id) => ((held[collection] ?? []).find((row) => row['id'] === id) ?? null) as AnyRow | null,
}

function done(type: string, body: Record<string, unknown>) {
  const act = { id: 'e', type, body, actor: 'p1', occurred_at: '2026-11-24T03:00:00.000Z' } as unknown as Envelope
  return APPROVALS[type]!(act, view)
}

describe('what an approver does shows at once, without a network', () => {
  it('opening marks exactly this step with the bytes that were seen', () => {
    const changes = done('approvals.opened', { approval_id: 'a1', step_id: 's1', sha256: 'ab' })
    expect(changes).toEqual([{ collection: 'approval_tasks', id: 't1', row: { ...task, opened_sha256: 'ab' } }])
  })

  it.each([['approve', 'approved'], ['return', 'returned']])('%s takes the task off the pile, and claims nothing about the next step', (decision, status) => {
    const changes = done('approvals.decide', { approval_id: 'a1', step_id: 's1', decision })
    expect(changes).toEqual([{ collection: 'approval_tasks', id: 't1', row: { ...task, task_status: status, decided_at: '2026-11-24T03:00:00.000Z' } }])
  })

  it('a decision on a step that has left the device changes nothing', () => {
    expect(done('approvals.decide', { approval_id: 'a1', step_id: 'gone', decision: 'approve' })).toEqual([])
  })

  it('a question stands in the approval and in the task', () => {
    const changes = done('approvals.ask', { approval_id: 'a1', step_id: 's1', question_id: 'q1', text: '依据？' })
    expect(changes.map((one) => [one.collection, (one.row!['questions'] as { text: string }[])[0]!.text])).toEqual([['approvals', '依据？'], ['approval_tasks', '依据？']])
  })

  it('a draft taken back no longer waits', () => {
    expect(done('approvals.withdraw', { approval_id: 'a1', reason: '重写' })[0]!.row).toMatchObject({ status: 'withdrawn', end_reason: '重写' })
  })

  it('a new panel replaces the one of its case only', () => {
    const changes = done('approvals.form_panel', { panel_id: 'new', case_id: 'c1', members: ['x', 'y', 'z'], presiding: 'x' })
    expect(changes.map((one) => [one.id, one.row === null])).toEqual([['old', true], ['new', false]])
  })

  it('a delegation begins and ends', () => {
    expect(done('approvals.delegate', { delegation_id: 'd2', from_person: 'p1', to_person: 'p2', since: '2026-11-24', until: '2026-11-25', kinds: [], reason: '出差' })[0]!.row)
      .toMatchObject({ id: 'd2', by: 'p1', ended_at: null })
    expect(done('approvals.end_delegation', { delegation_id: 'd1', reason: '返回' })[0]!.row).toMatchObject({ ended_at: '2026-11-24T03:00:00.000Z' })
  })
})
