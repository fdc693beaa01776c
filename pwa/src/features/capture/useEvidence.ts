import { computed, type ComputedRef } from 'vue'
import type { EvidenceRow, ItemRow } from '@/api/rows'
import { t } from '@/i18n'
import { useCollection, type Live } from '@/local'
import { act, newId } from '@/sync'
import { attempt } from '@/ui'
import { labelChanges, newestFirst, type Labels } from './rules'

/** Captures of one case or one visit, newest first, live. */
export function useEvidence(scope: { caseId?: () => string | null; visitId?: () => string | null }): Live<readonly EvidenceRow[]> {
  const fits = (wanted: (() => string | null) | undefined, id: string | null): boolean => !wanted || wanted() === id
  return useCollection('evidence', {
    where: (row) => fits(scope.caseId, row.case_id) && fits(scope.visitId, row.visit_id),
    order: newestFirst,
  })
}

/** "3 号 数控车床" for every item of a case, by id. */
export function useItemNames(caseId: () => string | null): ComputedRef<ReadonlyMap<string, string>> {
  const items = useCollection('items', { where: (row) => row.case_id === caseId() })
  return computed(() => new Map(items.data.value.map((row) => [row.id, itemName(row)])))
}

export function itemName(row: Pick<ItemRow, 'no' | 'name'>): string {
  return row.no ? t('capture.itemName', { no: row.no, name: row.name }) : row.name
}

/** A correction names only what changes; the old words stay in the history of the picture. */
export const correct = (row: EvidenceRow, to: Partial<Labels>, reason: string): Promise<boolean> =>
  attempt(() => act('capture.correct', { correction_id: newId(), evidence_id: row.id, reason, ...labelChanges(row, to) }))

export const strike = (row: EvidenceRow, reason: string): Promise<boolean> =>
  attempt(() => act('capture.strike', { correction_id: newId(), evidence_id: row.id, reason }))
