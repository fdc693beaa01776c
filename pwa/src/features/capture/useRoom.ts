import { onScopeDispose, ref } from 'vue'

/** Free bytes of this browser's store as far as it tells; null when it does not. Looked at again every 15 s. */
export function useRoom() {
  const free = ref<number | null>(null)
  async function look(): Promise<void> {
    const estimate = await navigator.storage?.estimate?.().catch(() => null)
    free.value = estimate?.quota === undefined ? null : Math.max(0, estimate.quota - (estimate.usage ?? 0))
  }
  void look()
  const timer = setInterval(() => void look(), 15_000)
  onScopeDispose(() => clearInterval(timer))
  return { free, look }
}
