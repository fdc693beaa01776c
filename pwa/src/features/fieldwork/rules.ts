/** Field visits: what counts as complete, what differs, what undoes what. Pure; sources are docs of the court (CPL, INT, SEZ). */
import type { EvidenceRow, HistoryEntry, ItemRow, NoteRow, PersonRow, VisitRow } from '@/api/rows'
import type { ItemFields, Vehicle, VisitPurpose } from '@/api/commands'

export const PURPOSES: readonly VisitPurpose[] = ['seizure', 'search', 'eviction', 'investigation', 'service', 'other']

/** Read aloud before recording starts (domain.md 3.6, Nanning). Part of the record, so it is never translated. */
export const ANNOUNCEMENT = '为保护您的合法权益，本次执行全程录音录像，请您配合'
export const ANNOUNCED_NOTE = `已当场宣告：“${ANNOUNCEMENT}。”`
/** How a note that names the persons present begins (domain.md 3.6: notify, have present, have them sign). */
export const ATTENDEES_PREFIX = '在场人：'
export const NOTHING_FOUND_PREFIX = '未发现可供执行的财物：'

/** CPL 239, ENF 7, INT 97: two persons at the least for every act outside. */
export const OFFICERS_AT_LEAST = 2
const FIELD_ROLES = new Set(['judge', 'officer', 'assistant', 'clerk', 'marshal', 'bureau_chief'])

export const UNITS = ['台', '辆', '件', '套', '个', '只', '张', '箱', '批', '吨', '千克', '米', '平方米', '元'] as const
export const CONDITIONS = ['完好', '正常使用', '有使用痕迹', '部分损坏', '无法使用', '未通电检验'] as const
export const RESULTS = ['已完成', '部分完成', '未能执行', '现场和解', '未发现财产'] as const

export const TEXT_FIELDS = ['name', 'spec', 'quantity', 'unit', 'condition', 'place', 'custodian', 'remarks'] as const
export const VEHICLE_FIELDS = ['plate', 'vin', 'engine_number'] as const
export type TextField = (typeof TEXT_FIELDS)[number]
export type VehicleField = (typeof VEHICLE_FIELDS)[number]
export type FieldName = TextField | VehicleField

export type ItemDraft = Record<TextField, string> & { vehicle: Vehicle | null }

export function emptyDraft(previous?: ItemFields | null): ItemDraft {
  return {
    name: '', spec: '', quantity: '1', unit: previous && !previous.vehicle ? previous.unit : '台', condition: '', remarks: '', vehicle: null,
    // Goods in one place have one custodian: the next line starts from the last one.
    place: previous?.place ?? '', custodian: previous?.custodian ?? '',
  }
}

export function draftOf(row: ItemFields): ItemDraft {
  const texts = Object.fromEntries(TEXT_FIELDS.map((field) => [field, row[field] ?? ''])) as Record<TextField, string>
  return { ...texts, vehicle: row.vehicle ? { ...row.vehicle } : null }
}

export function isUntouched(draft: ItemDraft): boolean {
  return draft.name === '' && draft.spec === '' && draft.remarks === '' && draft.condition === '' && draft.vehicle === null
}

/** The fields as they go into an act: trimmed, full-width digits made plain, plate and numbers in capitals. */
export function fieldsOf(draft: ItemDraft): ItemFields {
  const texts = Object.fromEntries(TEXT_FIELDS.map((field) => [field, draft[field].trim()])) as Record<TextField, string>
  const vehicle = draft.vehicle === null ? null : {
    plate: capitals(draft.vehicle.plate), vin: capitals(draft.vehicle.vin), engine_number: capitals(draft.vehicle.engine_number),
  }
  return { ...texts, quantity: plainDigits(texts.quantity), vehicle }
}

function plainDigits(text: string): string {
  return text.replace(/[０-９．]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
}

function capitals(text: string): string {
  return plainDigits(text).replace(/\s+/g, '').toUpperCase()
}

export type Fault = 'required' | 'quantity' | 'engine_number'

/** What keeps a line from entering the list. An unregistered vehicle is known by its engine number alone. */
export function faultsOf(draft: ItemDraft): Partial<Record<FieldName, Fault>> {
  const fields = fieldsOf(draft)
  const faults: Partial<Record<FieldName, Fault>> = {}
  if (fields.name === '') faults.name = 'required'
  if (!/^\d{1,9}(\.\d{1,4})?$/.test(fields.quantity) || Number(fields.quantity) <= 0) faults.quantity = 'quantity'
  if (fields.unit === '') faults.unit = 'required'
  if (fields.vehicle && fields.vehicle.plate === '' && fields.vehicle.engine_number === '') faults.engine_number = 'engine_number'
  return faults
}

export type Doubt = 'vin' | 'plate' | 'custodian'

/** What is unusual but may be true: shown, never refused. VIN: 17 signs without I, O, Q (GB 16735). */
export function doubtsOf(draft: ItemDraft): Partial<Record<FieldName, Doubt>> {
  const { vehicle, custodian } = fieldsOf(draft)
  const doubts: Partial<Record<FieldName, Doubt>> = {}
  if (vehicle && vehicle.vin !== '' && !/^[A-HJ-NPR-Z0-9]{17}$/.test(vehicle.vin)) doubts.vin = 'vin'
  if (vehicle && vehicle.plate !== '' && !/^[\u4e00-\u9fa5][A-Z][A-Z0-9]{4,6}[\u4e00-\u9fa5A-Z0-9]?$/.test(vehicle.plate)) doubts.plate = 'plate'
  if (custodian === '') doubts.custodian = 'custodian'
  return doubts
}

/** Only what differs, as `fieldwork.correct_item` wants it; empty when nothing does. */
export function changesBetween(row: ItemFields, draft: ItemDraft): Partial<ItemFields> {
  const fields = fieldsOf(draft)
  const changes: Partial<ItemFields> = {}
  for (const field of TEXT_FIELDS) if (fields[field] !== (row[field] ?? '')) changes[field] = fields[field]
  if (!sameVehicle(fields.vehicle, row.vehicle)) changes.vehicle = fields.vehicle
  return changes
}

function sameVehicle(one: Vehicle | null, other: Vehicle | null | undefined): boolean {
  if (!one || !other) return !one && !other
  return VEHICLE_FIELDS.every((field) => one[field] === other[field])
}

/** The changes that bring the row back to what it says now: undoing is a new correcting act, never an erasure. */
export function inverseOf(row: ItemFields, changes: Partial<ItemFields>): Partial<ItemFields> {
  const before = fieldsOf(draftOf(row))
  return Object.fromEntries(Object.keys(changes).map((field) => [field, before[field as keyof ItemFields]]))
}

export interface Difference { field: FieldName; from: string; to: string }

/** Old → new, one line per field, the parts of the vehicle singly. */
export function differences(row: ItemFields, changes: Partial<ItemFields>): Difference[] {
  const lines: Difference[] = TEXT_FIELDS.filter((field) => field in changes)
    .map((field) => ({ field, from: row[field] ?? '', to: changes[field] ?? '' }))
  if ('vehicle' in changes) lines.push(...vehicleDifferences(row.vehicle ?? null, changes.vehicle ?? null))
  return lines
}

function vehicleDifferences(from: Vehicle | null, to: Vehicle | null): Difference[] {
  return VEHICLE_FIELDS.map((field) => ({ field, from: from?.[field] ?? '', to: to?.[field] ?? '' }))
    .filter((line) => line.from !== line.to)
}

/** One entry of an item's history as lines; a server may write a change as [old, new], {from, to} or the new value alone. */
export function historyLines(entry: HistoryEntry): Difference[] {
  return Object.entries(entry.changes ?? {}).flatMap(([field, change]) => {
    const [from, to] = pairOf(change)
    if (field === 'vehicle') return vehicleDifferences(from as Vehicle | null, to as Vehicle | null)
    return [{ field: field as FieldName, from: String(from ?? ''), to: String(to ?? '') }]
  })
}

function pairOf(change: unknown): [unknown, unknown] {
  if (Array.isArray(change)) return [change[0], change[1]]
  if (change !== null && typeof change === 'object' && 'to' in change) {
    return [(change as { from?: unknown }).from, (change as { to: unknown }).to]
  }
  if (change !== null && typeof change === 'object' && 'new' in change) {
    return [(change as { old?: unknown }).old, (change as { new: unknown }).new]
  }
  return [undefined, change]
}

/** The list in the order of the paper: by number, a line without a number yet last, then by age. */
export function inOrder(items: readonly ItemRow[]): ItemRow[] {
  return [...items].sort((a, b) => (a.no ?? Infinity) - (b.no ?? Infinity) || (a.id < b.id ? -1 : 1))
}

/** `order` with `id` moved to `index` (clamped). The same array when nothing moves. */
export function moved(order: readonly string[], id: string, index: number): readonly string[] {
  const from = order.indexOf(id)
  const to = Math.max(0, Math.min(order.length - 1, index))
  if (from === -1 || from === to) return order
  const rest = order.filter((other) => other !== id)
  return [...rest.slice(0, to), id, ...rest.slice(to)]
}

/** Colleagues who may be named as officers of a visit: active, with a role that works outside. */
export function mayTakePart(person: PersonRow): boolean {
  return person.active !== false && person.roles.some((role) => FIELD_ROLES.has(role))
}

export type StartFault = 'officers' | 'place' | 'self'

export function startFaults(form: { officers: readonly string[]; address: string }, me: string | null): StartFault[] {
  const faults: StartFault[] = []
  if (new Set(form.officers).size < OFFICERS_AT_LEAST) faults.push('officers')
  if (me !== null && !form.officers.includes(me)) faults.push('self')
  if (form.address.trim() === '') faults.push('place')
  return faults
}

/** The newest visit without an end in which `me` takes part or which `me` started. */
export function myOpenVisit(visits: readonly VisitRow[], me: string | null): VisitRow | null {
  const mine = visits.filter((visit) => !visit.ended_at && me !== null && (visit.by === me || visit.officers.includes(me)))
  return [...mine].sort((a, b) => (a.started_at < b.started_at ? 1 : -1))[0] ?? null
}

export type Requirement =
  | 'announcement' | 'credentials' | 'recording' | 'attendees' | 'items' | 'item_photos' | 'custodians' | 'seal'
  | 'warrant' | 'panorama' | 'notice' | 'process' | 'account'

/** Which records an act of this kind must leave behind (domain.md 3.6: CPL 239, 256, 261; SEZ 6-8, 18; INT 495-498). */
export const REQUIREMENTS: Record<VisitPurpose, readonly Requirement[]> = {
  seizure: ['announcement', 'credentials', 'attendees', 'recording', 'items', 'item_photos', 'custodians', 'seal'],
  search: ['announcement', 'credentials', 'warrant', 'attendees', 'recording', 'panorama'],
  eviction: ['announcement', 'credentials', 'notice', 'attendees', 'recording', 'panorama'],
  investigation: ['credentials', 'account'],
  service: ['credentials', 'process'],
  other: ['account'],
}

export interface VisitRecords {
  items: readonly ItemRow[]
  notes: readonly NoteRow[]
  evidence: readonly EvidenceRow[]
}

/** `left`: how many things are still wanting; null where counting makes no sense. */
export interface ChecklistLine { requirement: Requirement; done: boolean; left: number | null }

/** What this visit must leave behind: as the court dated it once its row came back, till then by this app's own copy of the law. */
export function requirementsOf(visit: Pick<VisitRow, 'purpose' | 'checklist'>): readonly Requirement[] {
  const known = new Set<unknown>(Object.values(REQUIREMENTS).flat())
  const told = (visit.checklist ?? []).map((line) => line['requirement']).filter((one): one is Requirement => known.has(one))
  return told.length > 0 ? told : REQUIREMENTS[visit.purpose] ?? []
}

export function checklist(visit: Pick<VisitRow, 'purpose' | 'checklist'>, records: VisitRecords): ChecklistLine[] {
  const standing: VisitRecords = {
    notes: records.notes,
    items: records.items.filter((item) => !item.struck),
    evidence: records.evidence.filter((one) => !one.struck),
  }
  return requirementsOf(visit).map((requirement) => {
    const left = wanting(requirement, standing)
    return { requirement, done: left === 0, left: left !== 0 && COUNTED.has(requirement) ? left : null }
  })
}

export const COUNTED = new Set<Requirement>(['item_photos', 'custodians'])

function wanting(requirement: Requirement, { items, notes, evidence }: VisitRecords): number {
  const shot = (name: string): boolean => evidence.some((one) => one.shot === name)
  const noted = (text: string): boolean => notes.some((note) => note.text.includes(text))
  const pictured = new Set(evidence.map((one) => one.item_id))
  const until = (done: boolean): number => (done ? 0 : 1)
  switch (requirement) {
    case 'announcement': return until(noted('全程录音录像'))
    case 'recording': return until(evidence.some((one) => one.kind === 'video' || one.kind === 'audio'))
    case 'attendees': return until(noted(ATTENDEES_PREFIX))
    case 'items': return until(items.length > 0 || noted(NOTHING_FOUND_PREFIX))
    case 'item_photos': return items.filter((item) => !pictured.has(item.id)).length
    case 'custodians': return items.filter((item) => !item.custodian).length
    case 'process': return until(evidence.some((one) => one.kind === 'photo' || one.kind === 'video'))
    case 'account': return until(notes.length > 0 || evidence.length > 0)
    default: return until(shot(requirement))
  }
}

/** The summary with each missing record and its written reason, as it enters the record of the visit. */
export function summaryWithReasons(summary: string, missing: readonly { label: string; reason: string }[]): string {
  const lines = missing.map(({ label, reason }) => `缺少“${label}”，原因：${reason.trim()}`)
  return [summary.trim(), ...lines].filter((line) => line !== '').join('\n')
}

/** May the list grow? After the end only corrections with a reason are taken. */
export function isOpen(visit: VisitRow | null): boolean {
  return visit !== null && !visit.ended_at
}
