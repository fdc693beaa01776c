import { onScopeDispose, ref, type Ref } from 'vue'

/** The present moment in milliseconds, twice a minute: enough for clocks that count in minutes. */
export function useNow(): Ref<number> {
  const now = ref(Date.now())
  const ticking = setInterval(() => { now.value = Date.now() }, 30_000)
  onScopeDispose(() => clearInterval(ticking))
  return now
}
