/** A tablet that is put down locks itself; one that still owes the court something stays at work for longer. */
const LOOK_EVERY_MS = 30_000
export const IDLE_LOCK_MS = 15 * 60_000
/** Unsent evidence may go on travelling this long in a tablet nobody touches: locked, it has no key to send with. */
export const IDLE_LOCK_WITH_UNSENT_MS = 2 * 3600_000

export interface Idleness {
  /** Monotonic milliseconds. */
  now: () => number
  isCapturing: () => boolean
  holdsUnsent: () => boolean
}

export function isTimeToLock(idleMs: number, { isCapturing, holdsUnsent }: Pick<Idleness, 'isCapturing' | 'holdsUnsent'>): boolean {
  if (isCapturing()) return false
  return idleMs >= (holdsUnsent() ? IDLE_LOCK_WITH_UNSENT_MS : IDLE_LOCK_MS)
}

/** Watches touches and keys; calls `lock` when it is time. Returns the way out. */
export function watchIdleness(idleness: Idleness, lock: () => void): () => void {
  let touchedAt = idleness.now()
  const touched = () => (touchedAt = idleness.now())
  const events = ['pointerdown', 'keydown', 'wheel'] as const
  for (const event of events) window.addEventListener(event, touched, { passive: true, capture: true })
  const timer = setInterval(() => {
    if (idleness.isCapturing()) touched()
    else if (isTimeToLock(idleness.now() - touchedAt, idleness)) lock()
  }, LOOK_EVERY_MS)
  return () => {
    clearInterval(timer)
    for (const event of events) window.removeEventListener(event, touched, { capture: true })
  }
}
