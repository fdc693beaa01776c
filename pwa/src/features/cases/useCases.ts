import { computed, type Ref } from 'vue'
import type { Rows } from '@/api/types'
import { useCollection } from '@/local'
import { isMine, versus } from './labels'
import { matches } from './search'

export interface CaseLine { row: Rows['cases']; versus: string; mine: boolean; hits: number }

/** The cases on this device as lines of a list: newest change first, filtered by what the person typed. */
export function useCaseLines(query: Ref<string>, me: Ref<string | null>) {
  const cases = useCollection('cases', { order: (a, b) => (b.updated_at ?? '9').localeCompare(a.updated_at ?? '9') })
  const parties = useCollection('parties')
  const byCase = computed(() => {
    const groups = new Map<string, Rows['parties'][]>()
    for (const party of parties.data.value) groups.set(party.case_id, [...(groups.get(party.case_id) ?? []), party])
    return groups
  })
  const lines = computed<CaseLine[]>(() => cases.data.value
    .filter((row) => {
      const people = byCase.value.get(row.id) ?? []
      return query.value.trim() === '' || matches(query.value, [row.case_number, row.cause, ...people.flatMap((one) => [one.name, one.phone, one.id_number])])
    })
    .map((row) => ({ row, versus: versus(byCase.value.get(row.id) ?? []), mine: isMine(row, me.value), hits: 0 })))
  return { cases, lines }
}
