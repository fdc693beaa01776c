import type { ItemRow, NoteRow, VisitRow } from '@/api/rows'
import type { Projection, View } from '../registry'
import { bodyOf, find, put } from './typed'
import { struckBy } from './capture'

const startVisit: Projection = (act) => {
  const { visit_id, ...body } = bodyOf(act, 'fieldwork.start_visit')
  const row: VisitRow = {
    ...body, id: visit_id, started_at: act.occurred_at, ended_at: null, result: null, summary: null, by: act.actor,
  }
  return [put('visits', row)]
}

/** The number is the next free one here; the server gives the final one in the order the acts arrive. */
const listItem: Projection = (act, view) => {
  const { item_id, visit_id, ...fields } = bodyOf(act, 'fieldwork.list_item')
  const others = itemsOf(view, visit_id).filter((item) => item.id !== item_id)
  const no = Math.max(0, ...others.map((item) => item.no)) + 1
  const case_id = visit(view, visit_id)?.case_id ?? ''
  const row: ItemRow = { ...fields, id: item_id, visit_id, case_id, no, struck: null, history: [] }
  return [put('items', row)]
}

const correctItem: Projection = (act, view) => {
  const { item_id, changes, reason } = bodyOf(act, 'fieldwork.correct_item')
  const row = item(view, item_id)
  if (!row) return []
  const fromTo = Object.entries(changes).map(([name, to]) => [name, { from: row[name as keyof ItemRow], to }])
  const entry = { at: act.occurred_at, by: act.actor, reason, changes: Object.fromEntries(fromTo) }
  return [put('items', { ...row, ...changes, history: [...row.history, entry] })]
}

const strikeItem: Projection = (act, view) => {
  const { item_id, reason } = bodyOf(act, 'fieldwork.strike_item')
  const row = item(view, item_id)
  return row ? [put('items', { ...row, struck: struckBy(act, reason) })] : []
}

const orderItems: Projection = (act, view) => {
  const { order } = bodyOf(act, 'fieldwork.order_items')
  return order.flatMap((id, index) => {
    const row = item(view, id)
    return row ? [put('items', { ...row, no: index + 1 })] : []
  })
}

const note: Projection = (act, view) => {
  const { note_id, visit_id, text } = bodyOf(act, 'fieldwork.note')
  const of = visit(view, visit_id)
  const row: NoteRow = {
    id: note_id, visit_id, case_id: of?.case_id ?? '', text, at: act.occurred_at, by: act.actor,
    after_end: of?.ended_at != null,
  }
  return [put('notes', row)]
}

const endVisit: Projection = (act, view) => {
  const { visit_id, result, summary } = bodyOf(act, 'fieldwork.end_visit')
  const row = visit(view, visit_id)
  return row ? [put('visits', { ...row, ended_at: act.occurred_at, result, summary })] : []
}

const visit = (view: View, id: string) => find(view, 'visits', id)
const item = (view: View, id: string) => find(view, 'items', id)
const itemsOf = (view: View, visitId: string) =>
  (view.rows('items') as unknown as ItemRow[]).filter((row) => row.visit_id === visitId)

export const FIELDWORK: Record<string, Projection> = {
  'fieldwork.start_visit': startVisit, 'fieldwork.list_item': listItem, 'fieldwork.correct_item': correctItem,
  'fieldwork.strike_item': strikeItem, 'fieldwork.order_items': orderItems, 'fieldwork.note': note,
  'fieldwork.end_visit': endVisit,
}
