import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { coversYuan, isLate, isUnder, needsAssessment, newestAssessments, nextSteps, openDebt, rankHits, type Hit } from './rules'

interface Vectors {
  hits: Record<string, Hit>
  covers: { hit: string; open_yuan: string; covers: string | null }[]
  ranks: { open_yuan: string; given: string[]; order: string[] }[]
  next: { hit: string; steps: string[] }[]
  assess: { hit: string; claim_yuan: string; needed: boolean }[]
}
const vectors = JSON.parse(readFileSync(new URL('../../../../tests/vectors/query_hits.json', import.meta.url), 'utf8')) as Vectors
const hit = (name: string) => ({ ...vectors.hits[name]!, id: name })

test.each(vectors.covers)('$hit covers $covers of $open_yuan', ({ hit: name, open_yuan, covers }) => {
  expect(coversYuan(hit(name), open_yuan)).toBe(covers)
})

test.each(vectors.ranks)('against $open_yuan: $order', ({ given, order, open_yuan }) => {
  expect(rankHits(given.map(hit), open_yuan).map((one) => one.id)).toEqual(order)
})

test.each(vectors.next)('after $hit comes $steps', ({ hit: name, steps }) => {
  expect(nextSteps(hit(name))).toEqual(steps)
})

test.each(vectors.assess)('$hit of a claim of $claim_yuan must be assessed: $needed', ({ hit: name, claim_yuan, needed }) => {
  expect(needsAssessment(hit(name), claim_yuan, '2026-11-27')).toBe(needed)
})

test('what is frozen and what has come in leave the rest of the debt open, what was released counts no more', () => {
  const control = (state: string, actual: string | null, came: string | null, freed: string | null = null) => ({ state, actual_amount_yuan: actual, transferred_amount_yuan: came, released_amount_yuan: freed }) as never
  expect(openDebt('120000.00', [control('live', '30000.00', null), control('live', '20000.00', '20000.00'), control('failed', '9000.00', null)])).toBe('70000.00')
  expect(openDebt('120000.00', [control('live', '50000.00', '10000.00', '20000.00')])).toBe('90000.00')
  expect(openDebt('100.00', [control('transferred', '400.00', '400.00')])).toBe('0.00')
})

test('of two assessments of one answer the later one counts', () => {
  const one = (id: string, at: string) => ({ id, at, feedback_id: 'f' }) as never
  expect(newestAssessments([one('b', '2026-11-27T02:00:00.000Z'), one('a', '2026-11-27T01:00:00.000Z')]).get('f')?.id).toBe('b')
})

test('a question is late when it waits longer than such answers usually take, not before', () => {
  const item = { state: 'waiting' as const, since: '2026-11-27T01:00:00.000Z', usual_minutes: 60 }
  expect(isLate(item, Date.parse('2026-11-27T02:00:00.000Z'))).toBe(false)
  expect(isLate(item, Date.parse('2026-11-27T02:00:01.000Z'))).toBe(true)
  expect(isLate({ ...item, state: 'found' }, Date.parse('2026-11-28T02:00:00.000Z'))).toBe(false)
})

test('a question that was asked and one that was taken in are both waited for; everything is under all', () => {
  const under = (heading: Parameters<typeof isUnder>[0]) => ['asked', 'waiting', 'answered', 'nothing', 'failed'].filter((state) => isUnder(heading, state))
  expect([under('waiting'), under('answered'), under('all').length]).toEqual([['asked', 'waiting'], ['answered'], 5])
})
