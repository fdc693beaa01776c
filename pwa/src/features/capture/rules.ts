/** Photos, sound and film as evidence: which shots are wanted, what is shown, what there is room for. Pure. */
import type { EvidenceRow, ItemRow } from '@/api/rows'
import type { EvidenceKind, Position, VisitPurpose } from '@/api/commands'

/** What a picture shows. A shot is a word of the record (`evidence.shot`), so the list only grows. */
export const SITE_SHOTS = ['panorama', 'door', 'credentials', 'warrant', 'notice', 'seal', 'attendees', 'process', 'paper'] as const
export const GOODS_SHOTS = ['whole', 'label', 'count', 'condition', 'seal'] as const
export const VEHICLE_SHOTS = ['front', 'rear', 'vin', 'engine', 'odometer', 'damage', 'seal'] as const
export type Shot = (typeof SITE_SHOTS)[number] | (typeof GOODS_SHOTS)[number] | (typeof VEHICLE_SHOTS)[number]

const FIRST_BY_PURPOSE: Record<VisitPurpose, readonly Shot[]> = {
  seizure: ['credentials', 'panorama', 'seal'],
  search: ['credentials', 'warrant', 'panorama'],
  eviction: ['credentials', 'notice', 'panorama'],
  investigation: ['credentials', 'door', 'panorama'],
  service: ['credentials', 'process', 'door'],
  other: ['panorama', 'door', 'paper'],
}

/** The chips of the camera: the shots of the chosen thing, else of the place, the ones this act needs first. */
export function shotsFor(item: Pick<ItemRow, 'vehicle'> | null, purpose: VisitPurpose | null): readonly Shot[] {
  if (item) return item.vehicle ? VEHICLE_SHOTS : GOODS_SHOTS
  const first = purpose === null ? [] : FIRST_BY_PURPOSE[purpose]
  return [...first, ...SITE_SHOTS.filter((shot) => !first.includes(shot))]
}

/** Shots of `wanted` that no standing picture shows yet. */
export function shotsMissing(wanted: readonly Shot[], taken: readonly Pick<EvidenceRow, 'shot' | 'struck'>[]): Shot[] {
  const done = new Set(taken.filter((one) => !one.struck).map((one) => one.shot))
  return wanted.filter((shot) => !done.has(shot))
}

export type Standing = 'all' | 'unsent' | 'received' | 'published' | 'struck'
export interface Filter {
  kind: EvidenceKind | 'all'
  standing: Standing
  itemId: string | 'all' | 'none'
}
export const EVERYTHING: Filter = { kind: 'all', standing: 'all', itemId: 'all' }

export function matches(row: EvidenceRow, filter: Filter): boolean {
  if (filter.kind !== 'all' && row.kind !== filter.kind) return false
  if (filter.itemId === 'none' && row.item_id) return false
  if (filter.itemId !== 'all' && filter.itemId !== 'none' && row.item_id !== filter.itemId) return false
  return standsAs(row, filter.standing)
}

function standsAs(row: EvidenceRow, standing: Standing): boolean {
  switch (standing) {
    case 'all': return true
    case 'struck': return Boolean(row.struck)
    case 'published': return row.published === true
    case 'received': return isReceived(row)
    case 'unsent': return !isReceived(row)
  }
}

/** True only when the court's receipt is known, never because something was sent. */
export function isReceived(row: Pick<EvidenceRow, 'received_at' | '_local'>): boolean {
  return Boolean(row.received_at)
}

/** Newest first, as a person looks for what was just taken. */
export function newestFirst(a: EvidenceRow, b: EvidenceRow): number {
  return a.captured_at === b.captured_at ? (a.id < b.id ? 1 : -1) : a.captured_at < b.captured_at ? 1 : -1
}

/** Index after a step in a viewer; stays at the ends, so that a swipe too far changes nothing. */
export function stepped(index: number, step: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index + step))
}

/** A digest as a person compares it: two groups of four. */
export function shortHash(sha256: string): string {
  return `${sha256.slice(0, 4)} ${sha256.slice(4, 8)}`
}

export const VIDEO_LIMIT_MS = 60_000
/** About 2.5 Mbit/s of picture and 128 kbit/s of sound: what the recorder is asked for at most, with a margin. */
const VIDEO_BYTES_PER_MS = 400
const AUDIO_BYTES_PER_MS = 17
/** Never fill a disk to the brim: the local database itself needs room to write. */
const KEEP_FREE_BYTES = 64_000_000

export type Room = { state: 'enough' | 'tight' | 'full'; seconds: number } | { state: 'unknown' }

/** How long may be recorded with `free` bytes left; shown before recording (domain 9.3: completely stored). */
export function roomFor(kind: 'video' | 'audio', free: number | null): Room {
  if (free === null) return { state: 'unknown' }
  const perMs = kind === 'video' ? VIDEO_BYTES_PER_MS : AUDIO_BYTES_PER_MS
  const seconds = Math.max(0, Math.floor((free - KEEP_FREE_BYTES) / perMs / 1000))
  if (seconds < 10) return { state: 'full', seconds }
  return { state: seconds < 600 ? 'tight' : 'enough', seconds }
}

/** Share of the ring that is left, 1 to 0. */
export function ringLeft(elapsedMs: number, limitMs: number): number {
  return Math.max(0, Math.min(1, 1 - elapsedMs / limitMs))
}

const KINDS_BY_TYPE: readonly (readonly [RegExp, EvidenceKind])[] = [
  [/^image\//, 'photo'], [/^video\//, 'video'], [/^audio\//, 'audio'],
]
const TYPES_BY_ENDING: Record<string, string> = {
  heic: 'image/heic', heif: 'image/heif', jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp',
  mp4: 'video/mp4', mov: 'video/quicktime', webm: 'video/webm', m4a: 'audio/mp4', mp3: 'audio/mpeg', pdf: 'application/pdf',
}

/** Kind and media type of a chosen file. Many browsers give a HEIC file no type at all: then the ending speaks. */
export function kindOfFile(name: string, type: string): { kind: EvidenceKind; media_type: string } {
  const ending = name.toLowerCase().split('.').pop() ?? ''
  const media_type = type || TYPES_BY_ENDING[ending] || 'application/octet-stream'
  const kind = KINDS_BY_TYPE.find(([pattern]) => pattern.test(media_type))?.[1] ?? 'file'
  return { kind, media_type }
}

export const FILE_LIMIT_BYTES = 200_000_000
export type FileFault = 'empty' | 'too_large'

export function fileFault(size: number): FileFault | null {
  if (size === 0) return 'empty'
  return size > FILE_LIMIT_BYTES ? 'too_large' : null
}

export interface Zoom { scale: number; x: number; y: number }
export const NO_ZOOM: Zoom = { scale: 1, x: 0, y: 0 }
const ZOOM_MOST = 8

/** Zoom by `factor` around the point `at` (px from the middle of the stage), so that what is under the finger stays there. */
export function zoomed(zoom: Zoom, factor: number, at: { x: number; y: number }): Zoom {
  const scale = Math.max(1, Math.min(ZOOM_MOST, zoom.scale * factor))
  if (scale === 1) return NO_ZOOM
  const ratio = scale / zoom.scale
  return { scale, x: at.x - (at.x - zoom.x) * ratio, y: at.y - (at.y - zoom.y) * ratio }
}

/** Shift of an enlarged picture, kept so that the picture never leaves the stage. */
export function shifted(zoom: Zoom, dx: number, dy: number, stage: { width: number; height: number }): Zoom {
  const most = { x: (stage.width * (zoom.scale - 1)) / 2, y: (stage.height * (zoom.scale - 1)) / 2 }
  const clamp = (value: number, limit: number): number => Math.max(-limit, Math.min(limit, value))
  return { scale: zoom.scale, x: clamp(zoom.x + dx, most.x), y: clamp(zoom.y + dy, most.y) }
}

export type Shown = 'on_device' | 'arriving' | 'received' | 'published' | 'damaged'

/** The state a badge shows: the engine's word, and where it has none the row's own receipt. Never better than proven. */
export function shownState(row: Pick<EvidenceRow, 'received_at' | 'published'>, known: { state: string }): Shown {
  if (known.state === 'damaged') return 'damaged'
  if (row.published || known.state === 'published') return 'published'
  if (known.state === 'on_device' || known.state === 'arriving') return known.state
  return known.state === 'received' || row.received_at ? 'received' : 'on_device'
}

export type Bracket =
  | { state: 'both'; from: string; to: string }
  | { state: 'after'; from: string }
  | { state: 'before'; to: string }
  | { state: 'device_only' }

/** What is proven about the time: between two court times, after or before one, or only what the tablet says. */
export function bracketOf(row: Pick<EvidenceRow, 'bracket' | 'received_at'>): Bracket {
  const from = row.bracket?.not_before ?? null
  const to = row.bracket?.not_after ?? row.received_at ?? null
  if (from && to) return { state: 'both', from, to }
  if (from) return { state: 'after', from }
  return to ? { state: 'before', to } : { state: 'device_only' }
}

/** Two minutes is what a person notices (pitfalls 8.2). */
export function clockIsOff(offsetMs: number | null | undefined): boolean {
  return offsetMs !== null && offsetMs !== undefined && Math.abs(offsetMs) > 120_000
}

export interface Labels { caption: string | null; item_id: string | null; shot: string | null }

/** What `capture.correct` is to say: null leaves a label as it is, so a thing or shot once named can be changed, not emptied. */
export function labelChanges(row: Labels, to: Partial<Labels>): Labels {
  const change = (label: keyof Labels): string | null => {
    const wanted = to[label]
    return wanted === undefined || wanted === null || wanted === row[label] ? null : wanted
  }
  return { caption: change('caption'), item_id: change('item_id'), shot: change('shot') }
}

export function changesAnything(row: Labels, to: Partial<Labels>): boolean {
  return Object.values(labelChanges(row, to)).some((label) => label !== null)
}

/** Whether a second correction can bring the labels back to what `row` says now. */
export function canBeUndone(row: Labels, to: Partial<Labels>): boolean {
  const changes = labelChanges(row, to)
  return (['item_id', 'shot'] as const).every((label) => changes[label] === null || row[label] !== null)
}

const STILL_THERE_MS = 60_000

/** The last fix if it is young enough for the place of a burst; it keeps its own time. Null: let the engine look. */
export function burstPosition(last: Position, now: number): Position | null {
  return !('none' in last) && now - Date.parse(last.taken_at) < STILL_THERE_MS ? last : null
}
