import { ref } from 'vue'

/** 'waiting': a complete new version lies ready. 'elsewhere': another tab has already switched to it. */
export const update = ref<'none' | 'waiting' | 'elsewhere'>('none')

const HOUR = 3_600_000
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

/** Switches to the new version and reads the page again. `busy`: something is being captured, so not now. */
export function applyUpdate(busy: () => boolean): boolean {
  if (busy()) return false
  if (update.value === 'elsewhere') location.reload()
  if (update.value !== 'waiting') return false
  mine = true
  registration?.waiting?.postMessage('apply-update')
  return true
}

/** True when this page is served by the worker, that is, opens without a network. */
export function shellIsOffline(): boolean {
  return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null
}
