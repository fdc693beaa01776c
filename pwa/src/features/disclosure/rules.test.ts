import { describe, expect, it } from 'vitest'
import type { EvidenceRow, MessageRow, PublicationRow } from '@/api/rows'
import { answerClock, changed, drawn, inAnswerOrder, middleBox, nudged, orderOf, publicationOf, resized, reviewOf, reviewQueue, rightsIn, shiftedBox, standingPublications, undone } from './rules'

const photo = (over: Partial<EvidenceRow>): EvidenceRow => ({ id: 'e1', kind: 'photo', struck: null, published: false, state: 'verified', derivatives: [], captured_at: '1', received_at: '1', ...over }) as EvidenceRow

describe('a mask', () => {
  it('is the same whichever corner the finger starts from', () => {
    const there = drawn({ x: 0.2, y: 0.3 }, { x: 0.5, y: 0.6 }, 'face')
    expect(there).toEqual({ x: 0.2, y: 0.3, w: 0.3, h: 0.3, what: 'face' })
    expect(drawn({ x: 0.5, y: 0.6 }, { x: 0.2, y: 0.3 }, 'face')).toEqual(there)
  })
  it('ends at the edge of the picture', () => {
    expect(drawn({ x: 0.9, y: 0.9 }, { x: 1.4, y: 2 }, 'plate')).toEqual({ x: 0.9, y: 0.9, w: 0.1, h: 0.1, what: 'plate' })
  })
  it('is not made by a slip of the finger', () => {
    expect(drawn({ x: 0.5, y: 0.5 }, { x: 0.505, y: 0.9 }, 'other')).toBeNull()
  })
  it('keeps its size when moved against the edge', () => {
    expect(shiftedBox({ x: 0.8, y: 0, w: 0.2, h: 0.1, what: 'face' }, 0.5, -0.5)).toEqual({ x: 0.8, y: 0, w: 0.2, h: 0.1, what: 'face' })
  })
  it('never turns inside out when a corner is dragged past the other', () => {
    const box = resized({ x: 0.2, y: 0.2, w: 0.3, h: 0.3, what: 'face' }, 'nw', { x: 0.9, y: 0.9 })
    expect(box.w).toBeGreaterThan(0)
    expect(box.x + box.w).toBeCloseTo(0.5)
  })
  it('moves and grows with the arrow keys', () => {
    expect(nudged(middleBox('face'), 'ArrowRight', 'move').x).toBeCloseTo(0.41)
    expect(nudged(middleBox('face'), 'ArrowDown', 'grow').h).toBeCloseTo(0.21)
  })
  it('can be taken back step by step', () => {
    const one = changed({ boxes: [], past: [] }, [middleBox('face')])
    expect(undone(one).boxes).toEqual([])
    expect(undone(undone(one)).boxes).toEqual([])
  })
})

describe('the review queue', () => {
  it('holds standing photos in the order they were taken', () => {
    const rows = [photo({ id: 'b', captured_at: '2' }), photo({ id: 'a' }), photo({ id: 'c', kind: 'video' }), photo({ id: 'd', struck: { reason: '', by: '', at: '' } })]
    expect(reviewQueue(rows).map((row) => row.id)).toEqual(['a', 'b'])
  })
  it('says rendering until the masked copy exists', () => {
    expect(reviewOf(photo({}), new Set())).toBe('waiting')
    expect(reviewOf(photo({}), new Set(['e1']))).toBe('rendering')
    expect(reviewOf(photo({ derivatives: [{ id: 'd', kind: 'masked', width: 1, height: 1 }] }), new Set(['e1']))).toBe('masked')
    expect(reviewOf(photo({ derivatives: [{ id: 'd', kind: 'masked', width: 1, height: 1 }], _local: { unsent: 1 } }), new Set())).toBe('rendering')
    expect(reviewOf(photo({ published: true }), new Set())).toBe('published')
    expect(reviewOf(photo({ state: 'undecodable' }), new Set())).toBe('unfit')
  })
  it('leaves out a photo the court has not received', () => {
    expect(reviewQueue([photo({ received_at: null })])).toEqual([])
  })
  it('tells how an ordered copy stands', () => {
    const copy = { id: 'd', kind: 'masked' as const, width: 1, height: 1 }
    expect(orderOf(photo({ derivatives: [copy], _local: { unsent: 1 } }), 'd')).toBe('sending')
    expect(orderOf(photo({}), 'd')).toBe('rendering')
    expect(orderOf(photo({ derivatives: [copy] }), 'd')).toBe('ready')
    expect(orderOf(photo({ flags: ['mask_failed'] }), 'd')).toBe('failed')
  })
  it('forgets a withdrawn publication', () => {
    const row = (id: string, withdrawn_at: string | null): PublicationRow => ({ id, subject_id: 's', withdrawn_at, published_at: id }) as PublicationRow
    expect(publicationOf([row('1', 'x')], 's')).toBeNull()
    expect(standingPublications([row('1', null), row('2', 'x'), row('3', null)]).map((one) => one.id)).toEqual(['3', '1'])
  })
})

describe('a message of a litigant', () => {
  const message = (id: string, due: string, answers: MessageRow['answers'] = []): MessageRow => ({ id, answer_due_on: due, at: id, answers }) as MessageRow
  it('is in time on the last day and late the day after', () => {
    expect(answerClock(message('1', '2026-11-24'), '2026-11-24')).toEqual({ state: 'today', days: 0 })
    expect(answerClock(message('1', '2026-11-24'), '2026-11-26')).toEqual({ state: 'late', days: 2 })
    expect(answerClock(message('1', '2026-11-30'), '2026-11-24')).toEqual({ state: 'due', days: 6 })
    expect(answerClock(message('1', '2026-11-01', [{ text: '', by: '', at: '' }]), '2026-11-24')).toEqual({ state: 'answered' })
  })
  it('that waits for an answer comes before the answered ones', () => {
    const rows = [message('1', '9', [{ text: '', by: '', at: '' }]), message('2', '5'), message('3', '4')]
    expect(inAnswerOrder(rows).map((one) => one.id)).toEqual(['3', '2', '1'])
  })
})

describe('the rights in a case', () => {
  const theCase = { assigned: [{ person_id: 'j', duty: 'judge' as const }, { person_id: 'o', duty: 'officer' as const }, { person_id: 'c', duty: 'clerk' as const }] }
  it('let only its judge publish', () => {
    expect(rightsIn(theCase, 'j', ['judge']).publish).toBe(true)
    expect(rightsIn(theCase, 'o', ['officer'])).toMatchObject({ publish: false, mask: true })
    expect(rightsIn(theCase, 'x', ['judge']).publish).toBe(false)
  })
  it('let a chief take back what he may not publish', () => {
    expect(rightsIn(theCase, 'b', ['bureau_chief'])).toMatchObject({ publish: false, withdraw: true })
  })
  it('let a clerk hand out the code but not answer', () => {
    expect(rightsIn(theCase, 'c', ['clerk'])).toMatchObject({ openPages: true, answer: false })
  })
})

it('gives a message without a due date last place and no clock', () => {
  const dated = { id: '1', answer_due_on: '2026-12-30', at: '1', answers: [] } as unknown as MessageRow
  const undated = { id: '2', answer_due_on: null, at: '0', answers: [] } as unknown as MessageRow
  expect(inAnswerOrder([undated, dated]).map((one) => one.id)).toEqual(['1', '2'])
  expect(answerClock(undated, '2026-11-24')).toEqual({ state: 'undated' })
})
