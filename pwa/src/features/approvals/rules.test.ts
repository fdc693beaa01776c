import { describe, expect, it } from 'vitest'
import type { ApprovalRow, ApprovalTaskRow, EvidenceLine, StepLine } from '@/api/approvals'
import { inboxOrder, isLate, isOpen, likeOnes, neighbours, newestOf, passes, proofState, spanOf, votesOf, wasOpened } from './rules'

const NOW = Date.parse('2026-11-24T08:00:00.000Z')
function task(id: string, more: Partial<ApprovalTaskRow> = {}): ApprovalTaskRow {
  return { id, task_status: 'open', status: 'waiting', urgent: false, retroactive: false, escalated: false, due_at: '2026-11-25T08:00:00.000Z',
    handed_out_at: '2026-11-24T01:00:00.000Z', doc_kind: 'ruling_freeze', title: '执行裁定书（冻结）', sha256: 'ab', opened_sha256: null, ...more } as ApprovalTaskRow
}

describe('the inbox', () => {
  it('a person who is being held comes first, then what is urgent, then what waits too long, then by waiting', () => {
    const tasks = [
      task('young', { handed_out_at: '2026-11-24T07:00:00.000Z' }), task('old'), task('urgent', { urgent: true }),
      task('late', { due_at: '2026-11-24T07:59:00.000Z' }), task('held', { retroactive: true, urgent: true, handed_out_at: '2026-11-24T07:30:00.000Z' }),
    ]
    expect([...tasks].sort(inboxOrder(NOW)).map((one) => one.id)).toEqual(['held', 'urgent', 'late', 'old', 'young'])
  })

  it('late is what was told to those above, and what passed its hour; not what is due this very moment', () => {
    expect(isLate(task('a', { escalated: true }), NOW)).toBe(true)
    expect(isLate(task('b', { due_at: '2026-11-24T07:59:59.999Z' }), NOW)).toBe(true)
    expect(isLate(task('c', { due_at: '2026-11-24T08:00:00.000Z' }), NOW)).toBe(false)
    expect(isLate(task('d', { due_at: null }), NOW)).toBe(false)
  })

  it('filters leave what they name', () => {
    expect(passes(task('a', { urgent: true }), 'urgent', NOW)).toBe(true)
    expect(passes(task('a'), 'urgent', NOW)).toBe(false)
    expect(passes(task('a', { retroactive: true }), 'retroactive', NOW)).toBe(true)
    expect(passes(task('a'), 'late', NOW)).toBe(false)
    expect(passes(task('a'), 'all', NOW)).toBe(true)
  })

  it('what is decided or void is not open', () => {
    expect([task('a'), task('b', { task_status: 'approved' }), task('c', { status: 'voided' })].map(isOpen)).toEqual([true, false, false])
  })

  it('having opened an older version is not having opened this one', () => {
    expect(wasOpened(task('a', { opened_sha256: 'older' }))).toBe(false)
    expect(wasOpened(task('a', { opened_sha256: 'ab' }))).toBe(true)
  })

  it('only documents of one kind go together, and never one that is approved after the fact', () => {
    const groups = likeOnes([task('a'), task('b'), task('c', { doc_kind: 'search_warrant' }), task('d', { retroactive: true }), task('e', { task_status: 'approved' })])
    expect(groups.map((group) => [group.kind, group.tasks.map((one) => one.id)])).toEqual([['ruling_freeze', ['a', 'b']]])
  })

  it('the way through a pile has two ends and no gap', () => {
    expect(neighbours(['a', 'b', 'c'], 'a')).toEqual({ before: null, after: 'b', at: 0 })
    expect(neighbours(['a', 'b', 'c'], 'c')).toEqual({ before: 'b', after: null, at: 2 })
    expect(neighbours(['a'], 'gone')).toEqual({ before: null, after: null, at: -1 })
  })
})

describe('clocks, votes and proofs', () => {
  it.each([[59_000, 'minutes', 0, 0], [40 * 60_000, 'minutes', 40, 0], [-310 * 60_000, 'hours', 5, 10], [47 * 3600_000, 'hours', 47, 0], [51 * 3600_000, 'days', 2, 3]])(
    '%d ms', (ms, unit, n, rest) => expect(spanOf(ms)).toEqual({ unit, n, rest }))

  it('a panel shows who still has to vote', () => {
    const step = { seats: 3, decisions: [{ decision: 'approve' }, { decision: 'return' }] } as StepLine
    expect(votesOf(step)).toEqual({ approved: 1, returned: 1, open: 1 })
  })

  it('of two proofs where one is enough, the other is not missing', () => {
    const line = (key: string, links: number, more: Partial<EvidenceLine> = {}) => ({ key, required: true, one_of: null, links: Array(links).fill({ kind: 'text', ref: null, text: '' }), ...more }) as EvidenceLine
    const either = [line('consent', 0, { one_of: 'confirmed' }), line('record', 1, { one_of: 'confirmed' })]
    expect(either.map((one) => proofState(one, either))).toEqual(['not_needed', 'given'])
    const neither = [line('consent', 0, { one_of: 'confirmed' }), line('record', 0, { one_of: 'confirmed' })]
    expect(neither.map((one) => proofState(one, neither))).toEqual(['missing', 'missing'])
    expect(proofState(line('served', 0, { required: false }), [])).toBe('not_needed')
  })

  it('the newest approval of a document counts', () => {
    const rows = [{ id: '1', subject_id: 'd', opened_at: '2026-11-24T01:00:00.000Z' }, { id: '2', subject_id: 'd', opened_at: '2026-11-24T02:00:00.000Z' }, { id: '3', subject_id: 'x', opened_at: '2026-11-24T03:00:00.000Z' }] as ApprovalRow[]
    expect(newestOf(rows, 'd')?.id).toBe('2')
    expect(newestOf(rows, 'nothing')).toBeNull()
  })
})
