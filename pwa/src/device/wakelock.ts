/** Keeps the screen on until the returned function is called; asks again when the page comes back to the front. */
export function keepAwake(): () => void {
  if (typeof navigator === 'undefined' || !('wakeLock' in navigator)) return () => undefined
  let sentinel: WakeLockSentinel | null = null
  let wanted = true
  const ask = async () => {
    if (!wanted || document.visibilityState !== 'visible') return
    sentinel = await navigator.wakeLock.request('screen').catch(() => null) // refused on low battery
    if (!wanted) void sentinel?.release()
  }
  const onVisible = () => void ask()
  document.addEventListener('visibilitychange', onVisible)
  void ask()
  return () => {
    wanted = false
    document.removeEventListener('visibilitychange', onVisible)
    void sentinel?.release()
  }
}
