/** Progress, publication, messages, notices: what judges and clerks do between hearings, offline too. */
import type { PageRow, PublicationRow, TimelineRow } from '@/api/rows'
import type { Projection, RowChange, View } from '../registry'
import { bodyOf, find, put } from './typed'

const recordProgress: Projection = (act) => {
  const { entry_id, case_id, kind, text, happened_on } = bodyOf(act, 'cases.record_progress')
  const row: TimelineRow = { id: entry_id, case_id, kind, text, params: {}, happened_on, at: act.occurred_at, by: act.actor }
  return [put('timeline', row)]
}

/** The address is random and only the server can make it: until then the page has none. */
const openPage: Projection = (act) => {
  const { page_id, case_id, party_id } = bodyOf(act, 'disclosure.open_page')
  const row: PageRow = {
    id: page_id, case_id, party_id, url_path: null, opened_at: act.occurred_at, closed_at: null, views: 0, last_seen_at: null,
  }
  return [put('pages', row)]
}

const closePage: Projection = (act, view) => {
  const { page_id } = bodyOf(act, 'disclosure.close_page')
  const row = find(view, 'pages', page_id)
  return row ? [put('pages', { ...row, closed_at: act.occurred_at })] : []
}

const mask: Projection = (act, view) => {
  const { derivative_id, evidence_id } = bodyOf(act, 'disclosure.mask')
  const row = find(view, 'evidence', evidence_id)
  if (!row) return []
  const masked = { id: derivative_id, kind: 'masked' as const, width: row.width ?? 0, height: row.height ?? 0 }
  const others = row.derivatives.filter((each) => each.id !== derivative_id)
  return [put('evidence', { ...row, derivatives: [...others, masked] })]
}

const publish: Projection = (act, view) => {
  const { publication_id, ...body } = bodyOf(act, 'disclosure.publish')
  const row: PublicationRow = {
    ...body, id: publication_id, published_at: act.occurred_at, by: act.actor, withdrawn_at: null, reason: null,
  }
  return [put('publications', row), ...publishedMark(view, row, { published: true })]
}

const withdraw: Projection = (act, view) => {
  const { publication_id, reason } = bodyOf(act, 'disclosure.withdraw')
  const row = find(view, 'publications', publication_id)
  if (!row) return []
  return [put('publications', { ...row, withdrawn_at: act.occurred_at, reason }), ...publishedMark(view, row, { published: false })]
}

function publishedMark(view: View, { kind, subject_id }: PublicationRow, mark: { published: boolean }): RowChange[] {
  const row = kind === 'photo' ? find(view, 'evidence', subject_id) : null
  return row ? [put('evidence', { ...row, ...mark })] : []
}

const answerMessage: Projection = (act, view) => {
  const { message_id, text } = bodyOf(act, 'disclosure.answer_message')
  const row = find(view, 'messages', message_id)
  return row ? [put('messages', { ...row, answers: [...row.answers, { text, by: act.actor, at: act.occurred_at }] })] : []
}

const markRead: Projection = (act, view) => {
  const { notice_ids } = bodyOf(act, 'notifications.mark_read')
  return notice_ids.flatMap((id) => {
    const row = find(view, 'notices', id)
    return row && row.read_at === null ? [put('notices', { ...row, read_at: act.occurred_at })] : []
  })
}

export const DESK: Record<string, Projection> = {
  'cases.record_progress': recordProgress,
  'disclosure.open_page': openPage, 'disclosure.close_page': closePage, 'disclosure.mask': mask,
  'disclosure.publish': publish, 'disclosure.withdraw': withdraw, 'disclosure.answer_message': answerMessage,
  'notifications.mark_read': markRead,
}
