import { computed, type ComputedRef } from 'vue'
import { t } from '@/i18n'
import { useCollection, useLive } from '@/local'
import { session } from '@/session'

/** Names by person id, from the local copy of the court's people. An id nobody knows shows as 不在名册. */
export function usePeople(): { nameOf: (id: string | null | undefined) => string; me: ComputedRef<string | null>; roles: ComputedRef<readonly string[]> } {
  const people = useCollection('people')
  const who = useLive(session)
  const names = computed(() => new Map(people.data.value.map((person) => [person.id, person.name])))
  return {
    nameOf: (id) => {
      if (!id) return '—'
      return names.value.get(id) ?? (who.value.person?.id === id ? who.value.person.name : t('shell.unknownPerson'))
    },
    me: computed(() => who.value.person?.id ?? null),
    roles: computed(() => who.value.person?.roles ?? []),
  }
}
