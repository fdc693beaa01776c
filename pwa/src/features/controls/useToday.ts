import { onScopeDispose, readonly, shallowRef, watch, type Ref } from 'vue'
import { legalDay } from '@/api/terms'
import { useLive } from '@/local'
import { status } from '@/sync'

const LOOK_EVERY_MS = 15_000

/**
 * Today in Shanghai, live: it turns at midnight on a screen that nobody touches, and in flight mode. What the server
 * last said about this device's clock is taken off.
 */
export function useToday(): Readonly<Ref<string>> {
  const now = useLive(status)
  const read = () => legalDay(Date.now() - (now.value.clockOffsetMs ?? 0))
  const today = shallowRef(read())
  const look = () => { today.value = read() }
  const timer = setInterval(look, LOOK_EVERY_MS)
  document.addEventListener('visibilitychange', look)
  watch(() => now.value.clockOffsetMs, look)
  onScopeDispose(() => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
  })
  return readonly(today)
}
