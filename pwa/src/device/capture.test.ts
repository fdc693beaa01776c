import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Position } from '@/api/commands'
import { busy } from './busy'
import { capture } from './capture'
import { unavailable } from './camera'
import { leftovers, useKeeper, type Keeper } from './keeper'
import { lastPosition, positionFrom, positionForShutter, startPositioning } from './position'
import { recoverLeftover, startRecording } from './recorder'

const FIX = { lon: 113.12, lat: 23.02, accuracy_m: 8, altitude_m: null, datum: 'WGS-84', source: 'unknown' } as const
const fixAt = (ms: number): Position => ({ ...FIX, taken_at: new Date(ms).toISOString() })

/** A store that remembers what it was asked, and when it says yes. */
class NoteKeeper implements Keeper {
  kept: Record<string, unknown>[] = []
  parts: Uint8Array[] = []
  finished: Record<string, unknown>[] = []
  dropped: string[] = []
  storing: Promise<void> = Promise.resolve()
  async keep(body: Record<string, unknown>) {
    await this.storing
    this.kept.push(body)
    return { act: { id: 'act', answered: new Promise(() => undefined) }, sha256: 'digest' }
  }
  async keepThumbnail() { /* no canvas in tests */ }
  async begin() { return 'recording' }
  async addPart(_id: string, n: number, bytes: Uint8Array) {
    await this.storing
    this.parts.push(bytes)
    return n + 1
  }
  async finish(id: string, facts: Record<string, unknown>) {
    this.finished.push({ id, ...facts })
    return { evidence_id: 'evidence' }
  }
  async drop(id: string) { this.dropped.push(id) }
  async leftovers() { return [{ id: 'old', kind: 'video' as const, seconds: 7, started_at: '', context: {} }] }
}

let keeper: NoteKeeper
let fixes: { ok: (fix: GeolocationPosition) => void; bad: (error: GeolocationPositionError) => void }[]
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T03:00:00Z') })
  keeper = new NoteKeeper()
  useKeeper(keeper)
  fixes = []
  lastPosition.set({ none: 'position.not_started' })
  vi.stubGlobal('navigator', {
    geolocation: { watchPosition: (ok: never, bad: never) => fixes.push({ ok, bad }), clearWatch: () => undefined },
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const photo = { kind: 'photo', bytes: new Uint8Array([1]), media_type: 'image/jpeg', case_id: 'case', source: 'camera' } as const

describe('the shutter', () => {
  it('confirms only after the store has said that the photo is there', async () => {
    let stored: () => void = () => undefined
    keeper.storing = new Promise((resolve) => (stored = resolve))
    lastPosition.set(fixAt(Date.now()))
    let confirmed = false
    const shot = capture(photo).then(() => (confirmed = true))
    await vi.advanceTimersByTimeAsync(5000)
    expect([confirmed, busy.get()]).toEqual([false, true])
    stored()
    await shot
    expect([confirmed, busy.get()]).toEqual([true, false])
  })

  it('does not confirm when the disk is full, and is not busy any more', async () => {
    lastPosition.set(fixAt(Date.now()))
    keeper.storing = Promise.reject(new Error('storage.full'))
    await expect(capture(photo)).rejects.toThrow('storage.full')
    expect(busy.get()).toBe(false)
  })

  it('waits 1.5 s for a place at most, then takes the picture with the reason', async () => {
    const shot = capture(photo)
    await vi.advanceTimersByTimeAsync(1499)
    expect(keeper.kept).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1)
    await shot
    expect(keeper.kept[0]).toMatchObject({ position: { none: 'position.not_started' }, visit_id: null, caption: '' })
  })

  it('takes the last fix, with its own time, when no new one comes', async () => {
    const old = fixAt(Date.now() - 3600_000)
    lastPosition.set(old)
    const place = positionForShutter()
    await vi.advanceTimersByTimeAsync(1500)
    expect(await place).toEqual(old)
  })

  it('takes a fix that arrives meanwhile at once', async () => {
    const place = positionForShutter()
    fixes[0]!.ok({ coords: { longitude: 113.1, latitude: 23, accuracy: 5, altitude: 9 }, timestamp: Date.now() } as GeolocationPosition)
    expect(await place).toMatchObject({ lon: 113.1, lat: 23, accuracy_m: 5, altitude_m: 9, datum: 'WGS-84', source: 'unknown' })
  })

  it('a refusal is said as a reason and does not erase an earlier fix', async () => {
    const stop = startPositioning()
    fixes[0]!.bad({ code: 1 } as GeolocationPositionError)
    expect(lastPosition.get()).toEqual({ none: 'position.denied' })
    const known = fixAt(0)
    lastPosition.set(known)
    fixes[0]!.bad({ code: 3 } as GeolocationPositionError)
    expect(lastPosition.get()).toBe(known)
    stop()
  })

  it('one receiver serves several screens', () => {
    const stops = [startPositioning(), startPositioning()]
    expect(fixes).toHaveLength(1)
    stops.forEach((stop) => stop())
    startPositioning()()
    expect(fixes).toHaveLength(2)
  })

  it('where no tablet is unlocked there is no evidence', async () => {
    useKeeper(null)
    lastPosition.set(fixAt(Date.now()))
    await expect(capture(photo)).rejects.toMatchObject({ code: 'envelope.signature_required' })
  })

  it('reads a fix as WGS-84 with its own time', () => {
    const coords = { longitude: 1, latitude: 2, accuracy: 3, altitude: null } as GeolocationCoordinates
    expect(positionFrom({ coords, timestamp: 0 } as GeolocationPosition)).toMatchObject({ taken_at: '1970-01-01T00:00:00.000Z' })
  })
})

class FakeRecorder extends EventTarget {
  static last: FakeRecorder
  static isTypeSupported = (type: string) => type === 'video/webm'
  state = 'inactive'
  mimeType = 'video/webm;codecs=vp9'
  constructor() {
    super()
    FakeRecorder.last = this
  }
  start() { this.state = 'recording' }
  stop() {
    this.slice([9])
    this.state = 'inactive'
    this.dispatchEvent(new Event('stop'))
  }
  slice(bytes: number[]) {
    this.dispatchEvent(Object.assign(new Event('dataavailable'), { data: new Blob([Uint8Array.from(bytes)]) }))
  }
}

describe('a recording', () => {
  const stopped: string[] = []
  beforeEach(() => {
    stopped.length = 0
    const track = { stop: () => stopped.push('track') }
    const getUserMedia = async () => ({ getTracks: () => [track] })
    vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } })
    vi.stubGlobal('MediaRecorder', FakeRecorder)
    lastPosition.set(fixAt(Date.now()))
  })

  it('stores each second when it comes, in order, and ends as evidence with its length', async () => {
    const recording = await startRecording('video', { case_id: 'case' })
    expect(busy.get()).toBe(true)
    FakeRecorder.last.slice([1])
    await vi.advanceTimersByTimeAsync(1000)
    expect(keeper.parts).toHaveLength(1)
    FakeRecorder.last.slice([2, 3])
    expect(recording.elapsed.get()).toBe(1)
    await recording.stop()
    expect(keeper.parts.map((part) => [...part])).toEqual([[1], [2, 3], [9]])
    expect(keeper.finished).toEqual([{ id: 'recording', duration_ms: 1000 }])
    expect([busy.get(), stopped]).toEqual([false, ['track']])
  })

  it('that could not store a second says so and does not pass for whole', async () => {
    const recording = await startRecording('video', { case_id: 'case' })
    keeper.addPart = async () => Promise.reject(new Error('storage.full'))
    FakeRecorder.last.slice([1])
    await expect(recording.stop()).rejects.toThrow('storage.full')
    expect(keeper.finished).toEqual([])
    expect(leftovers.get()).toHaveLength(1) // the seconds before it can be recovered
  })

  it('that is cancelled before it became evidence is dropped', async () => {
    const recording = await startRecording('video', { case_id: 'case' })
    await recording.cancel('discard')
    expect(keeper.dropped).toEqual(['recording'])
  })

  it('interrupted by a crash is offered, and recovered with the seconds that are there', async () => {
    await vi.waitFor(() => expect(leftovers.get()).toHaveLength(1))
    await recoverLeftover('old')
    expect(keeper.finished).toEqual([{ id: 'old', duration_ms: 7000 }])
  })
})

describe('a camera that does not open', () => {
  it.each([['NotAllowedError', 'camera.denied'], ['NotReadableError', 'camera.busy'], ['NotFoundError', 'camera.none']])(
    '%s is %s', (name, code) => expect(unavailable({ name }).code).toBe(code))
})
