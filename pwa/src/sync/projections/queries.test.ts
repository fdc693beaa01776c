import { expect, test } from 'vitest'
import { institutions, presets } from '@/api/directory'
import type { QueryRequestRow } from '@/api/rows'
import type { Envelope } from '@/api/types'
import { QUERIES } from './queries'

const PERSON = { id: 'p1', name: '王三槐', kind: 'person', side: 'respondent' }
const FIRM = { id: 'p2', name: '示范公司', kind: 'entity', side: 'respondent' }
const HIT = { id: 'f1', case_id: 'c1' }
const view = { row: (_: string, id: string) => ([PERSON, FIRM, HIT].find((one) => one.id === id) ?? null) as never, rows: () => [] }
const act = (type: string, body: Record<string, unknown>) => ({ type, body, actor: 'me', occurred_at: '2026-11-27T02:00:00.000Z' }) as unknown as Envelope
const asked = (body: Record<string, unknown>) => QUERIES['asset_queries.request']!(act('asset_queries.request', {
  request_id: '0193a1b2-0000-7000-8000-000000000001', case_id: 'c1', purpose: 'first_search', scope: [], preset: null, respondents: ['p1'], ...body }), view)[0]!.row as unknown as QueryRequestRow

test('what was asked shows at once, question by question, and none is answered yet', () => {
  const row = asked({ preset: 'first', respondents: ['p1', 'p2'] })
  expect(row.respondents.map((one) => one.name)).toEqual(['王三槐', '示范公司'])
  expect(new Set(row.items.map((one) => one.state))).toEqual(new Set(['asked']))
  expect(row.items[0]?.serial).toBe('CK0193A1B2000070008000000000000001-0001')
  expect(row.items.every((one) => one.hits === 0 && one.answered_at === null)).toBe(true)
})

test('an institution is asked only about those it knows, once for each class it answers for', () => {
  const onlyPersons = institutions().find((one) => !one.of.includes('entity'))!
  const row = asked({ scope: [onlyPersons.code], respondents: ['p1', 'p2'] })
  expect(row.items.map((one) => [one.party_id, one.asset_class])).toEqual(onlyPersons.classes.map((each) => ['p1', each]))
})

test('a preset and chosen institutions add up, nobody is asked twice', () => {
  const first = presets()['first']![0]!
  expect(asked({ preset: 'first', scope: [first] }).items).toHaveLength(asked({ preset: 'first' }).items.length)
})

test('an assessment stands in the case of its answer; without the answer nothing is shown', () => {
  const body = { assessment_id: 'a1', feedback_id: 'f1', executable: 'no', reason: 'tiny', note: '' }
  expect(QUERIES['asset_queries.assess']!(act('asset_queries.assess', body), view)[0]?.row).toMatchObject({ case_id: 'c1', executable: 'no', by: 'me' })
  expect(QUERIES['asset_queries.assess']!(act('asset_queries.assess', { ...body, feedback_id: 'gone' }), view)).toEqual([])
})
