import type { DraftRow, HandedOver, Printed, SealFacts, TemplateRow } from './documents'
import type { ApprovalRow, ApprovalRuleRow, ApprovalTaskRow, DelegationRow, PanelRow, RecusalRow } from './approvals'
import type { components } from './schema'
import type { AssetClass, Duty, EvidenceKind, Executable, ItemFields, Position, QueryPurpose, Stage, VisitPurpose } from './commands'

/** What this tablet has changed and no receipt covers yet: the number of acts that wait. */
export interface LocalMark {
  unsent: number
}

/** Any row. Fields that only the server can know are absent on a row this tablet has just made. */
export interface Row {
  id: string
  _local?: LocalMark
}

export interface MeRow extends Row { username: string; name: string; roles: string[]; court_name: string }
export interface PersonRow extends Row { name: string; roles: string[]; active: boolean }

export interface CaseRow extends Row {
  case_number: string
  cause: string
  title_basis: string
  claim_amount_yuan: string
  filed_on: string
  stage: Stage
  assigned: { person_id: string; duty: Duty }[]
  related_cases?: string[]
  updated_at: string
}

export interface PartyRow extends Row {
  case_id: string
  side: 'applicant' | 'respondent' | 'other'
  kind: 'person' | 'entity'
  name: string
  id_number: string | null
  phone: string | null
  address: string | null
}

export interface TimelineRow extends Row {
  case_id: string
  kind: string
  text: string
  params: Record<string, unknown>
  happened_on: string
  at: string
  by: string
}

export type { DraftRow, TemplateRow } from './documents'

/** A document that can be read. Those issued here have a number, a seal and an address where anybody can check them. */
export interface DocumentRow extends Row {
  case_id: string
  title: string
  kind: string
  size: number
  sha256: string
  pages: number | null
  issued_on?: string | null
  state?: 'checking' | 'ready' | 'blocked'
  reason?: 'encrypted' | 'active_content' | 'unreadable' | 'not_converted' | null
  by?: string
  at: string
  number?: string | null
  version?: number | null
  approved_sha256?: string | null
  check_url?: string | null
  seal?: SealFacts | null
  printed?: Printed[]
  handed_over?: HandedOver[]
  revoked?: { reason: string; by: string; at: string } | null
  has_text?: boolean
}

export interface VisitRow extends Row {
  case_id: string
  purpose: VisitPurpose
  officers: string[]
  place: { address: string; position: Position | null }
  started_at: string
  ended_at: string | null
  result: string | null
  summary: string | null
  /** What the law wanted and this visit lacked, once the court has looked. */
  flags?: string[]
  checklist?: Record<string, unknown>[]
  by: string
}

export interface Struck { reason: string; by: string; at: string }
export interface HistoryEntry { at: string; by: string; reason: string; changes: Record<string, unknown> }

export interface ItemRow extends Row, ItemFields {
  visit_id: string
  case_id: string
  no: number
  struck: Struck | null
  history: HistoryEntry[]
  flags?: string[]
  by?: string
  at?: string
}

export interface NoteRow extends Row {
  visit_id: string
  case_id: string
  text: string
  at: string
  by: string
  after_end: boolean
}

/** One later word about evidence: the new values and the ones they replaced. The original stays as it is. */
export interface Correction {
  id: string
  kind: 'correct' | 'strike'
  changes: Record<string, unknown>
  before: Record<string, unknown>
  reason: string
  at: string
  by: string
}

export interface EvidenceRow extends Row {
  case_id: string
  visit_id: string | null
  item_id: string | null
  kind: EvidenceKind
  shot: string | null
  caption: string
  source?: string
  file_name?: string | null
  flags?: string[]
  after_end?: boolean
  sha256: string
  size: number
  media_type: string
  captured_at: string
  received_at: string | null
  state: 'on_device' | 'verified' | 'undecodable'
  width: number | null
  height: number | null
  duration_ms: number | null
  position: Position
  by: string
  device_id: string | null
  device_seq: number | null
  receipt: Record<string, unknown> | null
  bracket: { not_before: string | null; not_after: string | null } | null
  clock_offset_ms: number | null
  struck: Struck | null
  corrections: Correction[]
  derivatives: { id: string; kind: 'thumbnail' | 'display' | 'masked'; width: number; height: number }[]
  published: boolean
}

export interface PriorFreeze { court: string; rank: number; amount_yuan: string | null; ends_on: string | null }

/** One institution's answer. Nothing may be said of a question before there is one (`answered_at`). */
export interface FeedbackRow extends Row {
  case_id: string
  serial: string
  request_id: string | null
  institution: string
  institution_code: string | null
  asset_class: AssetClass
  respondent: string
  outcome: 'found' | 'nothing' | 'failed'
  fail_code: string | null
  summary: string
  quantity: string | null
  amount_yuan: string | null
  available_yuan: string | null
  prior_freezes: PriorFreeze[]
  /** Fields of the asset class, as the institution gave them. */
  detail: Record<string, unknown> | null
  asked_at: string
  answered_at: string
  received_at: string
  /** This device forgets its copy then, with or without a line. */
  expires_at: string | null
}

/** One question; `institution` is a code. It is `asked` until the gate has delivered it, then `waiting`. */
export interface QueryItem {
  serial: string
  party_id: string
  institution: string
  asset_class: AssetClass
  state: 'asked' | 'waiting' | 'nothing' | 'found' | 'failed'
  since: string
  usual_minutes: number
  hits: number
  fail_code: string | null
  answered_at: string | null
}

export interface QueryRequestRow extends Row {
  case_id: string
  respondents: { party_id: string; name: string }[]
  preset: string | null
  purpose: QueryPurpose
  by: string
  at: string
  items: QueryItem[]
}

/** A question as the service centre's desk that asked it may know it: whether it was answered, never what was found. */
export type DeskItem = Omit<QueryItem, 'state' | 'hits'> & { state: 'asked' | 'waiting' | 'answered' | 'failed' }

/** What the person at this screen asked at the service centre's desk. */
export type DeskRequestRow = Omit<QueryRequestRow, 'items'> & { case_number: string; items: DeskItem[] }

/** One 甄别; of several about one answer the newest counts. */
export interface AssessmentRow extends Row {
  feedback_id: string
  case_id: string
  executable: Executable
  reason: string | null
  note: string
  by: string
  at: string
}

/** A person on the register of those who may query. */
export interface QueryOfficerRow extends Row { person_id: string; certificate: string; since: string }

type Schemas = components['schemas']
/** A control measure as its steps have made it; the contract's own form. */
export type ControlRow = Row & Schemas['ControlRow']
/** A step on paper: place, renew, release, transfer. */
export type ControlStepRow = Row & Schemas['ControlStepRow']
/** A line of the property ledger. */
export type AssetRow = Row & Schemas['AssetRow']

export interface PublicationRow extends Row {
  case_id: string
  kind: 'photo' | 'document' | 'progress'
  subject_id: string
  caption: string
  derivative_id: string | null
  published_at: string
  by: string
  withdrawn_at: string | null
  reason: string | null
}

export interface PageRow extends Row {
  case_id: string
  party_id: string
  url_path: string | null
  /** How the court makes sure that it is the party who opens the page. */
  asks_for?: string
  opened_at: string
  closed_at: string | null
  views: number
  last_seen_at: string | null
}

export interface MessageRow extends Row {
  case_id: string
  party_id: string
  kind: 'message' | 'lead'
  text: string
  at: string
  answer_due_on: string | null
  answers: { text: string; by: string; at: string }[]
}

export interface NoticeRow extends Row {
  kind: string
  params: Record<string, unknown>
  case_id: string | null
  at: string
  read_at: string | null
}

export interface DeviceRow extends Row {
  name: string
  platform: string
  users: string[]
  owner_id?: string
  enrolled_at: string
  last_seen_at: string | null
  revoked_at: string | null
  wipe_ordered_at?: string | null
  state: Record<string, unknown> | null
}

/** The rules of one slice as this court has them. */
export interface DeviceRulesRow { id: string; slice: string; rules: Record<string, unknown> }

/** The collections a device pulls, by name. */
export interface Rows {
  me: MeRow
  people: PersonRow
  cases: CaseRow
  parties: PartyRow
  timeline: TimelineRow
  documents: DocumentRow
  drafts: DraftRow
  templates: TemplateRow
  visits: VisitRow
  items: ItemRow
  notes: NoteRow
  evidence: EvidenceRow
  feedback: FeedbackRow
  query_requests: QueryRequestRow
  desk_requests: DeskRequestRow
  assessments: AssessmentRow
  query_officers: QueryOfficerRow
  controls: ControlRow
  control_steps: ControlStepRow
  assets: AssetRow
  publications: PublicationRow
  pages: PageRow
  messages: MessageRow
  notices: NoticeRow
  /** All of the court's, for administrators. */
  devices: DeviceRow
  my_devices: DeviceRow
  approvals: ApprovalRow
  /** Steps in the hands of the person at the screen, open ones and those decided lately. */
  approval_tasks: ApprovalTaskRow
  approval_panels: PanelRow
  approval_rules: ApprovalRuleRow
  delegations: DelegationRow
  /** The court's own rules by slice; what counts is read through `courtRules`. */
  device_rules: DeviceRulesRow
  recusals: RecusalRow
}

export type CollectionName = keyof Rows
export type RowOf<C extends CollectionName> = Rows[C]
