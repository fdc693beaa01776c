import { ref } from 'vue'
import type { Readable } from '@/local'

/** 'waiting': a complete new version lies ready. 'elsewhere': another tab has already switched to it. */
export const update = ref<'none' | 'waiting' | 'elsewhere'>('none')

const HOUR = 3_600_000
const PATIENCE_MS = 3000
let registration: ServiceWorkerRegistration | null = null
/** Set once somebody wants the new version: whether the page may be read again at this moment. */
let calm: (() => boolean) | null = null

function look(): void {
  void registration?.update().catch(() => undefined)
}

function note(): void {
  if (registration?.waiting && navigator.serviceWorker.controller) update.value = 'waiting'
}

function watchInstall(): void {
  const worker = registration?.installing
  worker?.addEventListener('statechange', () => { if (worker.state === 'installed') note() })
}

/**
 * Registers the worker and looks for a new version on start, hourly and when the app comes to the front.
 * Nothing is ever applied from here: a person says so, or the app is locked and captures nothing.
 */
export async function startUpdates(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  const had = navigator.serviceWorker.controller !== null
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (calm?.()) location.reload()
    else if (had) update.value = 'elsewhere'
  })
  try {
    registration = await navigator.serviceWorker.register('/sw.js')
  } catch {
    return    // without a worker the app still works while the page lives; 出发前检查 shows it as missing
  }
  registration.addEventListener('updatefound', watchInstall)
  watchInstall()
  note()
  setInterval(look, HOUR)
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') look() })
}

/**
 * Switches to the new version and reads the page again. 'later': something is being captured; it happens by itself as
 * soon as that is done, because a person asked for it.
 */
export function applyUpdate(busy: Readable<boolean>): 'now' | 'later' {
  const switchOver = () => {
    applyUpdateWhile(() => !busy.get())
    // A browser lets the old worker finish what it has in hand, at times for minutes; a page read again lets go of it.
    setTimeout(() => {
      calm = null    // whatever comes later would be a surprise; it is offered again
      if (!busy.get()) location.reload()
    }, PATIENCE_MS)
  }
  if (!busy.get()) {
    switchOver()
    return 'now'
  }
  const stop = busy.subscribe((still) => {
    if (still) return
    stop()
    switchOver()
  })
  return 'later'
}

/** Asks the new version to take over, without hurry: the page is read again when it does, if `allowed` holds then. */
export function applyUpdateWhile(allowed: () => boolean): void {
  calm = allowed
  if (update.value === 'elsewhere') return location.reload()
  if (update.value === 'none') look()    // the server calls this version too old, and the new one was not found yet
  registration?.waiting?.postMessage('apply-update')
}

/** True when this page is served by the worker, that is, opens without a network. */
export function shellIsOffline(): boolean {
  return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null
}
