import type { Position } from '@/api/commands'
import { Cell } from '@/local/readable'

/** The shutter waits this long for a place at most: the picture matters more. */
const SHUTTER_PATIENCE_MS = 1_500
/** A fix this young is taken without waiting. */
const FRESH_MS = 10_000

/** The newest fix, with the time it was taken, or why there is none. */
export const lastPosition = new Cell<Position>({ none: 'position.not_started' })

let watchers = 0
let watchId: number | null = null

/** Keeps the receiver on while a visit is open; returns how to stop. Several screens may ask. */
export function startPositioning(): () => void {
  watchers += 1
  if (watchers === 1) startWatch()
  let stopped = false
  return () => {
    if (stopped) return
    stopped = true
    watchers -= 1
    if (watchers === 0) stopWatch()
  }
}

/**
 * The place for a capture: a fresh fix, else the next one within 1.5 s, else the last one with its own time (its
 * age can be seen), else the reason. WGS-84, never from EXIF: browsers and galleries strip or forge that.
 */
export async function positionForShutter(): Promise<Position> {
  const known = lastPosition.get()
  if (isFresh(known)) return known
  const stop = startPositioning()
  try {
    return await nextFix()
  } finally {
    stop()
  }
}

function nextFix(): Promise<Position> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      stop()
      resolve(lastPosition.get())
    }
    const timer = setTimeout(done, SHUTTER_PATIENCE_MS)
    const stop = lastPosition.subscribe(done)
    if (typeof navigator === 'undefined' || !navigator.geolocation) done()
  })
}

function isFresh(position: Position): boolean {
  return !('none' in position) && Date.now() - Date.parse(position.taken_at) < FRESH_MS
}

function startWatch(): void {
  if (typeof navigator === 'undefined' || !navigator.geolocation) {
    lastPosition.set({ none: 'position.not_offered' })
    return
  }
  const options = { enableHighAccuracy: true, maximumAge: 0, timeout: 30_000 }
  watchId = navigator.geolocation.watchPosition((fix) => lastPosition.set(positionFrom(fix)), noFix, options)
}

function stopWatch(): void {
  if (watchId !== null) navigator.geolocation.clearWatch(watchId)
  watchId = null
}

/** A failure does not erase an earlier fix: that one says when it was taken. */
function noFix(error: GeolocationPositionError): void {
  const reasons: Record<number, string> = { 1: 'position.denied', 2: 'position.unavailable', 3: 'position.timeout' }
  if ('none' in lastPosition.get()) lastPosition.set({ none: reasons[error.code] ?? 'position.unavailable' })
}

/** The Geolocation API does not say where a fix comes from, so the source stays `unknown` rather than guessed. */
export function positionFrom({ coords, timestamp }: GeolocationPosition): Position {
  return {
    lon: coords.longitude, lat: coords.latitude, accuracy_m: coords.accuracy, altitude_m: coords.altitude,
    datum: 'WGS-84', source: 'unknown', taken_at: new Date(timestamp).toISOString(),
  }
}
