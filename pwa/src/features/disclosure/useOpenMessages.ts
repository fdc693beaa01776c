import { computed, type ComputedRef } from 'vue'
import { useCollection } from '@/local'

/** How many litigants wait for an answer, for the badge of the menu. */
export function useOpenMessages(): ComputedRef<number> {
  const messages = useCollection('messages')
  return computed(() => messages.data.value.filter((row) => !row.answers?.length).length)
}
