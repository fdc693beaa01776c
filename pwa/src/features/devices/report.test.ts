import { expect, test } from 'vitest'
import { byCase, isComplete } from './report'

const secret_feedback = { held: 2, maybe: 0, case_ids: ['c2'] }

test('cases with secret query feedback stand first in the report, and rows that may be there count', () => {
  const contents = [{ case_id: null, collection: 'people', held: 9, maybe: 0 }, { case_id: 'c1', collection: 'parties', held: 1, maybe: 1 }, { case_id: 'c2', collection: 'cases', held: 1, maybe: 0 }]
  const cases = byCase({ contents, secret_feedback })
  expect(cases.map((one) => one.caseId)).toEqual(['c2', 'c1', null])
  expect(cases[0]?.secret).toBe(true)
  expect(cases[1]?.parts).toEqual([{ collection: 'parties', count: 2 }])
})

test('a tablet whose photo never arrived is not called complete', () => {
  const missing = { announced_at: null, pending_acts: 0, announced_seq: 5, received_seq: 5, acts_absent: 0, acts_held: [], blobs_absent: [] }
  expect(isComplete({ missing })).toBe(true)
  expect(isComplete({ missing: { ...missing, blobs_absent: [{ sha256: 'ab', size: 1, envelope_id: 'e' }] } })).toBe(false)
  expect(isComplete({ missing: { ...missing, acts_absent: 2 } })).toBe(false)
})
