import { computed } from 'vue'
import { shanghaiDate } from '@/i18n'
import { useCollection, useRow } from '@/local'
import { usePeople } from '@/shell/people'
import type { Known } from './paper/prefill'

/** What this device knows about a case, for first values and for the head of a page. */
export function useKnown(caseId: () => string) {
  const { nameOf, me } = usePeople()
  const found = useRow('cases', caseId)
  const parties = useCollection('parties', { where: (row) => row.case_id === caseId() })
  const people = useCollection('me')
  const visits = useCollection('visits', { where: (row) => row.case_id === caseId(), order: (a, b) => b.id.localeCompare(a.id) })
  const items = useCollection('items', { where: (row) => row.case_id === caseId() && !row.struck, order: (a, b) => a.no - b.no })
  const court = computed(() => people.data.value[0]?.court_name ?? '')
  const visit = computed(() => visits.data.value.find((row) => !row.ended_at) ?? visits.data.value[0] ?? null)

  /** `partyId`: whom the document is for; null lets the first respondent stand in. */
  function known(partyId: string | null): Known {
    const row = found.data.value
    const duty = (wanted: string) => (row?.assigned ?? []).filter((one) => one.duty === wanted).map((one) => nameOf(one.person_id))
    const things = items.data.value.filter((item) => item.visit_id === visit.value?.id)
    return {
      case: row ? { number: row.case_number, cause: row.cause, title_basis: row.title_basis, claim_amount_yuan: row.claim_amount_yuan, filed_on: row.filed_on } : {},
      parties: parties.data.value, court: court.value, today: shanghaiDate(), me: nameOf(me.value), party_id: partyId,
      people: Object.fromEntries(['judge', 'officer', 'assistant', 'clerk', 'marshal'].map((one) => [one, duty(one)])),
      visit: {
        ...(visit.value ? { address: visit.value.place.address } : {}),
        items: things.map(({ no, name, spec, quantity, unit, condition, remarks }, at) => ({ seq: String(no ?? at + 1), name, spec, quantity, unit, condition, remarks })),
      },
    }
  }
  return { row: found, parties, court, visit, known }
}
