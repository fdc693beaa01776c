import { ref } from 'vue'
import type { Readable } from '@/local'

/** 'waiting': a complete new version lies ready. 'elsewhere': another tab has already switched to it. */
export const update = ref<'none' | 'waiting' | 'elsewhere'>('none')

const HOUR = 3_600_000
const TRIES = 5
const RETRY_MS = 3000
let registration: ServiceWorkerRegistration | null = null
let mine = false

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
    if (mine) location.reload()
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
  const look = () => void registration?.update().catch(() => undefined)
  setInterval(look, HOUR)
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') look() })
}

/**
 * Switches to the new version and reads the page again. 'later': something is being captured; it happens by itself as
 * soon as that is done, because a person asked for it.
 */
export function applyUpdate(busy: Readable<boolean>): 'now' | 'later' {
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

function switchOver(): void {
  if (update.value === 'elsewhere') return location.reload()
  if (update.value !== 'waiting') return
  mine = true
  void askToTakeOver(TRIES)
}

/** A worker that is just being started can miss a message; asking again harms nobody. */
async function askToTakeOver(left: number): Promise<void> {
  const waiting = (await navigator.serviceWorker.getRegistration())?.waiting
  if (!waiting) return location.reload()
  waiting.postMessage('apply-update')
  if (left > 1) setTimeout(() => void askToTakeOver(left - 1), RETRY_MS)
}

/** True when this page is served by the worker, that is, opens without a network. */
export function shellIsOffline(): boolean {
  return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null
}
