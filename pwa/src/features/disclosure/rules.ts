/** What the judge shows to the parties: masks as boxes, the queue, what a litigant will see. Pure. */
import type { CaseRow, EvidenceRow, MessageRow, PageRow, PublicationRow, TimelineRow } from '@/api/rows'

export const BOX_KINDS = ['face', 'plate', 'paper', 'other'] as const
export type BoxKind = (typeof BOX_KINDS)[number]
/** A rectangle in shares of the picture, 0 to 1 from its upper left corner. */
export interface Box { x: number; y: number; w: number; h: number; what: BoxKind }
export interface Point { x: number; y: number }
export type Corner = 'nw' | 'ne' | 'sw' | 'se'

/** Smaller than this share of a side and a box hides nothing: such a touch was a slip. */
export const SMALLEST = 0.015

const within = (value: number): number => Math.max(0, Math.min(1, value))
const rounded = (value: number): number => Math.round(value * 1e5) / 1e5

function fromCorners(a: Point, b: Point, what: BoxKind): Box {
  const x = within(Math.min(a.x, b.x))
  const y = within(Math.min(a.y, b.y))
  return {
    x: rounded(x), y: rounded(y), what,
    w: rounded(within(Math.max(a.x, b.x)) - x), h: rounded(within(Math.max(a.y, b.y)) - y),
  }
}

/** The box a finger drew from `from` to `to`, or null when it is too small to hide anything. */
export function drawn(from: Point, to: Point, what: BoxKind): Box | null {
  const box = fromCorners(from, to, what)
  return box.w < SMALLEST || box.h < SMALLEST ? null : box
}

/** `box` shifted by shares of the picture; it stays inside and keeps its size. */
export function shiftedBox(box: Box, dx: number, dy: number): Box {
  const x = Math.max(0, Math.min(1 - box.w, box.x + dx))
  const y = Math.max(0, Math.min(1 - box.h, box.y + dy))
  return { ...box, x: rounded(x), y: rounded(y) }
}

/** `box` with one corner dragged to `to`; dragging past the opposite corner stops at the smallest size. */
export function resized(box: Box, corner: Corner, to: Point): Box {
  const fixed = {
    x: corner.endsWith('w') ? box.x + box.w : box.x,
    y: corner.startsWith('n') ? box.y + box.h : box.y,
  }
  const x = corner.endsWith('w') ? Math.min(to.x, fixed.x - SMALLEST) : Math.max(to.x, fixed.x + SMALLEST)
  const y = corner.startsWith('n') ? Math.min(to.y, fixed.y - SMALLEST) : Math.max(to.y, fixed.y + SMALLEST)
  return fromCorners(fixed, { x, y }, box.what)
}

/** A box for the keyboard: in the middle, a fifth of the picture. */
export function middleBox(what: BoxKind): Box {
  return { x: 0.4, y: 0.4, w: 0.2, h: 0.2, what }
}

/** One arrow key: moves, or with `grow` sizes from the lower right corner. */
export function nudged(box: Box, key: string, grow: 'move' | 'grow', step = 0.01): Box {
  const dx = key === 'ArrowLeft' ? -step : key === 'ArrowRight' ? step : 0
  const dy = key === 'ArrowUp' ? -step : key === 'ArrowDown' ? step : 0
  if (grow === 'move') return shiftedBox(box, dx, dy)
  return resized(box, 'se', { x: box.x + box.w + dx, y: box.y + box.h + dy })
}

export interface Undoable { boxes: readonly Box[]; past: readonly (readonly Box[])[] }

export function changed(state: Undoable, boxes: readonly Box[]): Undoable {
  return { boxes, past: [...state.past.slice(-49), state.boxes] }
}

export function undone(state: Undoable): Undoable {
  const before = state.past.at(-1)
  return before === undefined ? state : { boxes: before, past: state.past.slice(0, -1) }
}

/** Where a picture stands on its way to the parties. */
export type Review = 'waiting' | 'rendering' | 'masked' | 'published' | 'unfit'

/**
 * A covered copy counts only when the court's own row names it: this device draws its wish at once, and a wish is no copy.
 * `asked` holds the pictures whose copy was ordered from here and has not shown up.
 */
export function reviewOf(row: EvidenceRow, asked: ReadonlySet<string>): Review {
  if (row.published) return 'published'
  if (row.struck || row.state === 'undecodable') return 'unfit'
  if (newestMask(row) !== null) return 'masked'
  return row.derivatives?.some((one) => one.kind === 'masked') || asked.has(row.id) ? 'rendering' : 'waiting'
}

/** The newest covered copy that really exists. */
export function newestMask(row: EvidenceRow): { id: string; width: number; height: number } | null {
  if (row._local) return null
  return row.derivatives?.filter((one) => one.kind === 'masked').at(-1) ?? null
}

/** How an ordered copy stands: sent, being made, there, or not to be made. */
export type Order = 'sending' | 'rendering' | 'ready' | 'failed'

export function orderOf(row: EvidenceRow, derivativeId: string): Order {
  const named = row.derivatives?.some((one) => one.id === derivativeId) ?? false
  if (row._local) return 'sending'
  if (named) return 'ready'
  return row.flags?.includes('mask_failed') ? 'failed' : 'rendering'
}

/** Pictures a judge may look through: standing photos the court has received, oldest first as they were taken. */
export function reviewQueue(rows: readonly EvidenceRow[]): EvidenceRow[] {
  return rows.filter((row) => row.kind === 'photo' && !row.struck && row.received_at)
    .sort((a, b) => (a.captured_at === b.captured_at ? (a.id < b.id ? -1 : 1) : a.captured_at < b.captured_at ? -1 : 1))
}

export function standingPublications(rows: readonly PublicationRow[]): PublicationRow[] {
  return rows.filter((row) => !row.withdrawn_at)
    .sort((a, b) => ((a.published_at ?? '9') < (b.published_at ?? '9') ? 1 : -1))
}

/** The standing publication of a subject, if there is one. */
export function publicationOf(rows: readonly PublicationRow[], subjectId: string): PublicationRow | null {
  return rows.find((row) => row.subject_id === subjectId && !row.withdrawn_at) ?? null
}

export function openPages(pages: readonly PageRow[]): PageRow[] {
  return pages.filter((page) => !page.closed_at)
}

export type Clock = { state: 'answered' | 'undated' } | { state: 'due' | 'today' | 'late'; days: number }

/** Days until an answer is due, by Shanghai dates; the due day itself still counts as in time. */
export function answerClock(message: Pick<MessageRow, 'answers' | 'answer_due_on'>, today: string): Clock {
  if ((message.answers?.length ?? 0) > 0) return { state: 'answered' }
  // Where next year's working days are not entered yet the court has no date to give, and none is guessed.
  if (!message.answer_due_on) return { state: 'undated' }
  const days = Math.round((Date.parse(message.answer_due_on) - Date.parse(today)) / 86_400_000)
  if (days === 0) return { state: 'today', days }
  return days > 0 ? { state: 'due', days } : { state: 'late', days: -days }
}

const due = (message: MessageRow): string => message.answer_due_on || '9999'

/** Open questions first by due date, answered ones after, newest first. */
export function inAnswerOrder(messages: readonly MessageRow[]): MessageRow[] {
  const open = messages.filter((one) => (one.answers?.length ?? 0) === 0)
    .sort((a, b) => (due(a) === due(b) ? (a.at < b.at ? -1 : 1) : due(a) < due(b) ? -1 : 1))
  const done = messages.filter((one) => (one.answers?.length ?? 0) > 0).sort((a, b) => (a.at < b.at ? 1 : -1))
  return [...open, ...done]
}

/** What a person may do here; the court decides again. Mirrors the policy of the disclosure slice. */
export interface Rights { mask: boolean; publish: boolean; withdraw: boolean; openPages: boolean; answer: boolean }

export function rightsIn(theCase: Pick<CaseRow, 'assigned'> | null, me: string | null, roles: readonly string[]): Rights {
  const duties = new Set(theCase?.assigned.filter((one) => one.person_id === me).map((one) => one.duty) ?? [])
  const has = (...wanted: ('judge' | 'officer' | 'assistant' | 'clerk')[]): boolean => wanted.some((duty) => duties.has(duty))
  return {
    mask: has('judge', 'officer'), publish: has('judge'), openPages: has('judge', 'officer', 'clerk'), answer: has('judge', 'officer', 'assistant'),
    withdraw: has('judge') || roles.includes('bureau_chief') || roles.includes('president'),
  }
}

/** Kinds of entries the court words by itself for the parties; any other needs a text or a caption. */
const WORDED = new Set(['case_opened', 'stage_set', 'visit_started', 'visit_ended'])

export function hasWords(entry: Pick<TimelineRow, 'kind' | 'text'>): 'own' | 'court' | 'none' {
  if (entry.text) return 'own'
  return WORDED.has(entry.kind) ? 'court' : 'none'
}
