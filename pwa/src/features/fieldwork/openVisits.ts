import { computed, type ComputedRef } from 'vue'
import { useCollection, useLive } from '@/local'
import { session } from '@/session'

/** How many of my visits run now, for the badge of the menu. */
export function useOpenVisitCount(): ComputedRef<number> {
  const visits = useCollection('visits')
  const who = useLive(session)
  return computed(() => {
    const me = who.value.person?.id ?? ''
    return visits.data.value.filter((row) => !row.ended_at && (row.by === me || row.officers.includes(me))).length
  })
}
