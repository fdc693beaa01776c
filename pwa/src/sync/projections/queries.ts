/** Asking and assessing: both show at once, and leave when there is a line. */
import { codesOf, questionsOf } from '@/api/directory'
import type { AssessmentRow, QueryRequestRow } from '@/api/rows'
import type { Projection } from '../registry'
import { bodyOf, find, put } from './typed'

const request: Projection = (act, view) => {
  const { request_id, case_id, respondents, scope, preset, purpose } = bodyOf(act, 'asset_queries.request')
  const parties = respondents.flatMap((id) => find(view, 'parties', id) ?? [])
  const items = questionsOf(request_id, parties, codesOf(preset, scope)).map(({ serial, party_id, institution, asset_class }) => ({
    serial, party_id, institution: institution.code, asset_class, state: 'asked' as const, since: act.occurred_at,
    usual_minutes: institution.usual_minutes, hits: 0, fail_code: null, answered_at: null,
  }))
  const row: QueryRequestRow = {
    id: request_id, case_id, respondents: parties.map(({ id, name }) => ({ party_id: id, name })), preset, purpose, by: act.actor, at: act.occurred_at, items,
  }
  return [put('query_requests', row)]
}

const assess: Projection = (act, view) => {
  const { assessment_id, ...body } = bodyOf(act, 'asset_queries.assess')
  const answer = find(view, 'feedback', body.feedback_id)
  if (!answer) return []
  const row: AssessmentRow = { ...body, id: assessment_id, case_id: answer.case_id, by: act.actor, at: act.occurred_at }
  return [put('assessments', row)]
}

export const QUERIES: Record<string, Projection> = { 'asset_queries.request': request, 'asset_queries.assess': assess }
