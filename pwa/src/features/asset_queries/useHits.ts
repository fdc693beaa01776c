import { computed, watch, type ComputedRef } from 'vue'
import type { Rows } from '@/api/types'
import { t } from '@/i18n'
import { useCollection } from '@/local'
import { usePeople } from '@/shell/people'
import { toast } from '@/ui'
import { seenUntil } from './seen'

type Row = Rows['feedback']

/** The newest `count` of many hits without sorting them all: a device may hold fifty thousand. */
export function newestHits(hits: readonly Row[], count: number): Row[] {
  const newest: Row[] = []
  for (const hit of hits) {
    if (newest.length === count && !isNewer(hit, newest[count - 1]!)) continue
    let at = newest.length
    while (at > 0 && isNewer(hit, newest[at - 1]!)) at--
    newest.splice(at, 0, hit)
    if (newest.length > count) newest.pop()
  }
  return newest
}

function isNewer(a: Row, b: Row): boolean {
  return a.received_at > b.received_at || (a.received_at === b.received_at && a.id > b.id)
}

/** How many hits a person has not seen, for the menu; says so aloud when one arrives while she works. */
export function useNews(): ComputedRef<number> {
  const { me } = usePeople()
  const hits = useCollection('feedback', { where: (row) => row.outcome === 'found' })
  const cases = useCollection('cases')
  const fresh = computed(() => hits.data.value.filter((row) => row.received_at > seenUntil(me.value)))
  let newest: string | null = null
  watch([hits.data, hits.state], ([rows, state]) => {
    if (state === 'loading' || state === 'error') return
    const last = rows.reduce((most, row) => (row.received_at > most ? row.received_at : most), '')
    if (newest !== null && last > newest) announce(rows.filter((row) => row.received_at > newest!))
    newest = last
  }, { immediate: true })
  function announce(rows: readonly Row[]): void {
    const one = rows[0]
    const number = cases.data.value.find((row) => row.id === one?.case_id)?.case_number
    if (one) toast(t('asset_queries.arrived', { case: number ?? '', n: rows.filter((row) => row.case_id === one.case_id).length }), { tone: 'good' })
  }
  return computed(() => fresh.value.length)
}
