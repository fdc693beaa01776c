import { describe, expect, it } from 'vitest'
import type { EvidenceRow } from '@/api/rows'
import { burstPosition, canBeUndone, changesAnything, EVERYTHING, fileFault, kindOfFile, labelChanges, matches, newestFirst, NO_ZOOM, ringLeft, roomFor, shifted, shortHash, shotsFor, shotsMissing, stepped, zoomed } from './rules'

const row = (over: Partial<EvidenceRow>): EvidenceRow => ({ id: 'e1', kind: 'photo', item_id: null, struck: null, received_at: null, published: false, captured_at: '2026-01-01', ...over }) as EvidenceRow

describe('the chips of the camera', () => {
  it('offer the numbers of a vehicle and the condition of goods', () => {
    expect(shotsFor({ vehicle: { plate: '', vin: '', engine_number: '' } }, 'seizure')).toContain('engine')
    expect(shotsFor({ vehicle: null }, 'seizure')).toContain('condition')
  })
  it('begin with what this kind of act needs, each once', () => {
    const shots = shotsFor(null, 'search')
    expect(shots.slice(0, 3)).toEqual(['credentials', 'warrant', 'panorama'])
    expect(new Set(shots).size).toBe(shots.length)
  })
  it('do not count a struck picture as taken', () => {
    expect(shotsMissing(['front', 'rear'], [{ shot: 'front', struck: { reason: '', by: '', at: '' } }, { shot: 'rear', struck: null }])).toEqual(['front'])
  })
})

describe('the filters', () => {
  it('call received only what the court gave a receipt for', () => {
    expect(matches(row({}), { ...EVERYTHING, standing: 'received' })).toBe(false)
    expect(matches(row({ received_at: 'x' }), { ...EVERYTHING, standing: 'received' })).toBe(true)
    expect(matches(row({ received_at: 'x' }), { ...EVERYTHING, standing: 'unsent' })).toBe(false)
  })
  it('find pictures that belong to no thing', () => {
    expect(matches(row({}), { ...EVERYTHING, itemId: 'none' })).toBe(true)
    expect(matches(row({ item_id: 'i1' }), { ...EVERYTHING, itemId: 'none' })).toBe(false)
    expect(matches(row({ item_id: 'i1' }), { ...EVERYTHING, itemId: 'i1' })).toBe(true)
  })
  it('show the newest first', () => {
    expect([row({ id: 'a' }), row({ id: 'b', captured_at: '2026-02-01' })].sort(newestFirst).map((one) => one.id)).toEqual(['b', 'a'])
  })
})

describe('room to record', () => {
  it('is said before recording, with some left for the database', () => {
    expect(roomFor('video', 64_000_000)).toEqual({ state: 'full', seconds: 0 })
    expect(roomFor('video', 264_000_000)).toMatchObject({ state: 'tight', seconds: 500 })
    expect(roomFor('audio', 10_000_000_000).state).toBe('enough')
    expect(roomFor('video', null)).toEqual({ state: 'unknown' })
  })
  it('drains the ring to nothing and not below', () => {
    expect(ringLeft(15_000, 60_000)).toBe(0.75)
    expect(ringLeft(90_000, 60_000)).toBe(0)
  })
})

describe('a chosen file', () => {
  it('is a photo when only its ending says HEIC', () => {
    expect(kindOfFile('IMG_1.HEIC', '')).toEqual({ kind: 'photo', media_type: 'image/heic' })
    expect(kindOfFile('笔录.pdf', 'application/pdf')).toEqual({ kind: 'file', media_type: 'application/pdf' })
    expect(kindOfFile('x', '')).toEqual({ kind: 'file', media_type: 'application/octet-stream' })
  })
  it('is refused when it holds nothing', () => {
    expect(fileFault(0)).toBe('empty')
    expect(fileFault(5)).toBeNull()
    expect(fileFault(3e8)).toBe('too_large')
  })
})

describe('the viewer', () => {
  it('stops at the first and the last picture', () => {
    expect(stepped(0, -1, 3)).toBe(0)
    expect(stepped(2, 1, 3)).toBe(2)
    expect(stepped(1, 1, 3)).toBe(2)
  })
  it('keeps what is under the finger there while zooming', () => {
    const zoom = zoomed(NO_ZOOM, 2, { x: 100, y: 50 })
    expect(zoom).toEqual({ scale: 2, x: -100, y: -50 })
    expect(zoomed(zoom, 0.1, { x: 0, y: 0 })).toEqual(NO_ZOOM)
  })
  it('never pushes the picture off the stage', () => {
    expect(shifted({ scale: 2, x: 0, y: 0 }, 9999, -9999, { width: 400, height: 200 })).toEqual({ scale: 2, x: 200, y: -100 })
  })
  it('writes a digest in groups of four', () => {
    expect(shortHash('0123456789ab')).toBe('0123 4567')
  })
})

describe('a correction of a picture', () => {
  const labels = { caption: '车头', item_id: null, shot: 'front' }
  it('names only what changes, since null leaves a label as it is', () => {
    expect(labelChanges(labels, { caption: '车头', shot: 'rear', item_id: 'i1' })).toEqual({ caption: null, shot: 'rear', item_id: 'i1' })
    expect(changesAnything(labels, { caption: '车头' })).toBe(false)
  })
  it('can be taken back only where there were words before', () => {
    expect(canBeUndone(labels, { shot: 'rear' })).toBe(true)
    expect(canBeUndone(labels, { item_id: 'i1' })).toBe(false)
  })
})

it('takes a fix of this minute for a burst, with its own time, and no older one', () => {
  const fix = { lon: 113, lat: 23, accuracy_m: 8, altitude_m: null, datum: 'WGS-84' as const, source: 'unknown' as const, taken_at: '2026-11-24T03:00:00.000Z' }
  const at = Date.parse(fix.taken_at)
  expect(burstPosition(fix, at + 30_000)).toBe(fix)
  expect(burstPosition(fix, at + 90_000)).toBeNull()
  expect(burstPosition({ none: 'position.denied' }, at)).toBeNull()
})
