import { computed, watch, type ComputedRef } from 'vue'
import { useLive } from '@/local'
import { status } from '@/sync'

const STORED = 'zhixing.last_contact'

/**
 * When the server was last heard, also after a cold start in flight mode: the engine begins with null each time. Only
 * a point in time is kept, in the clear, so that the locked screen may show it too.
 */
export function useContact(): ComputedRef<string | null> {
  const now = useLive(status)
  watch(() => now.value.lastContactAt?.slice(0, 16), () => {
    if (now.value.lastContactAt) localStorage.setItem(STORED, now.value.lastContactAt)
  })
  return computed(() => now.value.lastContactAt ?? localStorage.getItem(STORED))
}
