import { computed } from 'vue'
import type { ItemFields } from '@/api/commands'
import type { ItemRow } from '@/api/rows'
import { useEvidence } from '@/features/capture'
import { t } from '@/i18n'
import { useCollection, useRow } from '@/local'
import { act, newId } from '@/sync'
import { attempt, toast } from '@/ui'
import { changesBetween, checklist, fieldsOf, inOrder, inverseOf, isOpen, type ItemDraft } from './rules'

/** Everything this device knows about one visit, live. */
export function useVisit(visitId: () => string) {
  const visit = useRow('visits', visitId)
  const items = useCollection('items', { where: (row) => row.visit_id === visitId() })
  const notes = useCollection('notes', { where: (row) => row.visit_id === visitId(), order: (a, b) => (a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1) })
  const evidence = useEvidence({ visitId })
  const ordered = computed(() => inOrder(items.data.value))
  const open = computed(() => isOpen(visit.data.value))
  const lines = computed(() => (visit.data.value
    ? checklist(visit.data.value, { items: items.data.value, notes: notes.data.value, evidence: evidence.data.value })
    : []))
  const pictures = computed(() => {
    const tally = new Map<string, number>()
    for (const row of evidence.data.value) if (row.item_id && !row.struck) tally.set(row.item_id, (tally.get(row.item_id) ?? 0) + 1)
    return tally
  })
  return { visit, items, ordered, notes, evidence, open, lines, pictures }
}

/** Lists a thing. The way back inside the toast marks it void: a line once written never vanishes. */
export async function listItem(visitId: string, draft: ItemDraft): Promise<string | null> {
  const item_id = newId()
  const fields = fieldsOf(draft)
  if (!await attempt(() => act('fieldwork.list_item', { item_id, visit_id: visitId, ...fields }))) return null
  toast(t('fieldwork.item.listed', { name: fields.name }), { undo: () => void strikeItem(item_id, t('fieldwork.reasons.undo_listing')) })
  return item_id
}

export const correctItem = (row: ItemRow, changes: Partial<ItemFields>, reason: string): Promise<boolean> =>
  attempt(() => act('fieldwork.correct_item', { item_id: row.id, changes, reason }, { basedOn: [`items/${row.id}`] }))

/** Corrects and offers the way back, which is one more correction. */
export async function correctWithUndo(row: ItemRow, draft: ItemDraft, reason: string): Promise<boolean> {
  const changes = changesBetween(row, draft)
  const back = inverseOf(row, changes)
  if (!await correctItem(row, changes, reason)) return false
  toast(t('fieldwork.item.corrected'), { undo: () => void correctItem({ ...row, ...changes }, back, t('fieldwork.reasons.undo')) })
  return true
}

export const strikeItem = (itemId: string, reason: string): Promise<boolean> =>
  attempt(() => act('fieldwork.strike_item', { item_id: itemId, reason }))

export const orderItems = (visitId: string, order: readonly string[]): Promise<boolean> =>
  attempt(() => act('fieldwork.order_items', { visit_id: visitId, order: [...order] }))

export const addNote = (visitId: string, text: string): Promise<boolean> =>
  attempt(() => act('fieldwork.note', { note_id: newId(), visit_id: visitId, text: text.trim() }))

export const endVisit = (visitId: string, result: string, summary: string): Promise<boolean> =>
  attempt(() => act('fieldwork.end_visit', { visit_id: visitId, result, summary }))
