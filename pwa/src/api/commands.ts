import type { ConfirmMethod, Decision, RecusalGround } from './approvals'
import type { Fields, HandoverMethod, SubmittedProof } from './documents'
import type { components } from './schema'

/** Bodies of the acts, by type. All ids are made by the sender; money is a decimal string; dates are Asia/Shanghai. */
export type Position =
  | {
      lon: number
      lat: number
      accuracy_m: number
      altitude_m: number | null
      datum: 'WGS-84'
      source: 'gps' | 'network' | 'unknown'
      taken_at: string
    }
  | { none: string }

export interface CameraFacts {
  label: string
  width: number
  height: number
  torch: boolean
}

export type EvidenceKind = 'photo' | 'video' | 'audio' | 'file'
export type Duty = 'judge' | 'officer' | 'assistant' | 'clerk' | 'marshal'
export type VisitPurpose = 'seizure' | 'search' | 'eviction' | 'investigation' | 'service' | 'other'
export type Stage = 'discovery' | 'appraisal' | 'auction' | 'realisation' | 'closed'

export type AssetClass = 'deposit' | 'wealth_product' | 'payment_account' | 'securities' | 'vehicle' | 'real_property' | 'equity'
  | 'provident_fund' | 'insurance' | 'dividend' | 'other'
export type QueryPurpose = 'first_search' | 'repeat_search' | 'preservation' | 'after_closing' | 'verify_lead'
export type LookPurpose = 'screening' | 'control' | 'on_site' | 'review' | 'supervision'
export type Executable = 'yes' | 'no' | 'unclear'

export interface PartyInput {
  party_id: string
  side: 'applicant' | 'respondent' | 'other'
  kind: 'person' | 'entity'
  name: string
  id_kind?: 'resident' | 'credit_code' | 'other' | null
  id_number: string
  phone: string
  address: string
}

export interface Vehicle {
  plate: string
  vin: string
  engine_number: string
}

export interface ItemFields {
  name: string
  spec: string
  quantity: string
  unit: string
  condition: string
  place: string
  custodian: string
  remarks: string
  vehicle: Vehicle | null
}

interface CaptureBody {
  evidence_id: string
  case_id: string
  kind: EvidenceKind
  visit_id: string | null
  item_id: string | null
  shot: string | null
  caption: string
  source: 'camera' | 'file_input' | 'microphone'
  file_name: string | null
  position: Position
  camera: CameraFacts | null
  duration_ms: number | null
}

interface Identity {
  'identity.create_person': { person_id: string; username: string; name: string; roles: string[]; password: string }
  'identity.change_roles': { person_id: string; roles: string[] }
  'identity.set_password': { person_id: string; new_password: string }
  'identity.disable_person': { person_id: string; reason: string }
  'devices.issue_enrolment_code': { for_person_id?: string | null }
  'devices.enrol': {
    device_id: string; code: string; name: string; platform: string; public_key: string; store_id: string
  }
  'devices.add_user': { device_id: string }
  'devices.revoke': { device_id: string; reason: string }
}

interface Cases {
  'cases.open': {
    case_id: string; case_number: string; cause: string; title_basis: string; claim_amount_yuan: string
    filed_on: string; parties: PartyInput[]; related_cases?: string[]
  }
  'cases.assign': { case_id: string; person_id: string; duty: Duty }
  'cases.unassign': { case_id: string; person_id: string; reason: string }
  'cases.record_progress': { entry_id: string; case_id: string; kind: string; text: string; happened_on: string }
  'cases.set_stage': { case_id: string; stage: Stage }
}

interface Papers {
  'documents.import': { document_id: string; case_id: string; title: string; kind: string; issued_on?: string | null }
  'documents.draft': {
    document_id: string; case_id: string; kind: string; fields: Fields; template_version?: number | null
    party_id?: string | null; visit_id?: string | null; pack_id?: string | null; act?: string | null
  }
  'documents.revise': { document_id: string; fields: Fields; template_version?: number | null }
  'documents.submit': {
    document_id: string; dated?: string | null; urgent?: boolean; amount_yuan?: string | null; acted_at?: string | null
    evidence?: SubmittedProof[]; note?: string
  }
  'documents.withdraw': { document_id: string; reason: string }
  'documents.discard': { document_id: string; reason: string }
  'documents.mark_printed': { document_id: string; print_id: string; copies: number }
  'documents.mark_shared': { document_id: string; share_id: string; means: 'share' | 'download' }
  'documents.hand_over': {
    document_id: string; handover_id: string; recipient: string; method: HandoverMethod; note?: string
  }
  'documents.revoke': { document_id: string; reason: string }
}

interface Field {
  'capture.record': CaptureBody
  'capture.correct': {
    correction_id: string; evidence_id: string; caption: string | null; item_id: string | null; shot: string | null
    reason: string
  }
  'capture.strike': { correction_id: string; evidence_id: string; reason: string }
  'fieldwork.start_visit': {
    visit_id: string; case_id: string; purpose: VisitPurpose; officers: string[]
    place: { address: string; position: Position | null }
  }
  'fieldwork.list_item': { item_id: string; visit_id: string } & ItemFields
  'fieldwork.correct_item': { item_id: string; changes: Partial<ItemFields>; reason: string }
  'fieldwork.strike_item': { item_id: string; reason: string }
  'fieldwork.order_items': { visit_id: string; order: string[] }
  'fieldwork.note': { note_id: string; visit_id: string; text: string }
  'fieldwork.end_visit': { visit_id: string; result: string; summary: string }
}

interface Queries {
  'asset_queries.request': {
    request_id: string; case_id: string; respondents: string[]; scope: string[]; preset: string | null; purpose: QueryPurpose
  }
  'asset_queries.assess': { assessment_id: string; feedback_id: string; executable: Executable; reason: string | null; note: string }
  'asset_queries.handle_quarantined': { quarantine_id: string; note: string }
  'asset_queries.note_look': { case_id: string; purpose: LookPurpose; feedback_ids: string[] }
  'asset_queries.register_officer': { person_id: string; certificate: string }
  'asset_queries.remove_officer': { person_id: string; reason: string }
}

interface Public {
  'disclosure.open_page': { page_id: string; case_id: string; party_id: string; contact_phone?: string | null }
  'disclosure.close_page': { page_id: string; reason: string }
  'disclosure.mask': {
    derivative_id: string; evidence_id: string
    boxes: { x: number; y: number; w: number; h: number; what: 'face' | 'plate' | 'paper' | 'other' }[]
  }
  'disclosure.publish': {
    publication_id: string; case_id: string; kind: 'photo' | 'document' | 'progress'; subject_id: string
    derivative_id: string | null; caption: string
  }
  'disclosure.withdraw': { publication_id: string; reason: string }
  'disclosure.answer_message': { answer_id: string; message_id: string; text: string }
  'notifications.subscribe_push': {
    subscription_id: string; device_id: string | null
    subscription: { endpoint: string; keys: Record<string, string> }
  }
  'notifications.unsubscribe_push': { subscription_id: string }
  'notifications.mark_read': { notice_ids: string[] }
}

/** What `navigator.credentials.get` answered, each as base64url. */
export interface Assertion { credential_id: string; client_data: string; authenticator_data: string; signature: string }
/** The server's word that password and one-time code were right, as it came. */
export interface Confirmation {
  v: 1; purpose: 'confirmation'; person_id: string; challenge: string; method: 'password_otp'; at: string
  proof: { alg: string; key: string; sig: string }
}

interface Approving {
  'approvals.opened': { approval_id: string; step_id: string; sha256: string }
  'approvals.decide': {
    approval_id: string; step_id: string; sha256: string; decision: Decision; reason: string | null; method: ConfirmMethod
    assertion: Assertion | null; confirmation: Confirmation | null
  }
  'approvals.ask': { question_id: string; approval_id: string; step_id: string; text: string }
  'approvals.answer': { question_id: string; approval_id: string; text: string }
  'approvals.withdraw': { approval_id: string; reason: string }
  'approvals.assign_step': { approval_id: string; step_id: string; person_id: string; reason: string }
  'approvals.form_panel': { panel_id: string; case_id: string; members: string[]; presiding: string }
  'approvals.delegate': {
    delegation_id: string; from_person: string; to_person: string; since: string; until: string; kinds: string[]; reason: string
  }
  'approvals.end_delegation': { delegation_id: string; reason: string }
  'approvals.recuse': {
    recusal_id: string; case_id: string; person_id: string; ground: RecusalGround; reason: string; replaced_by: string | null
  }
}

type Schemas = components['schemas']

/** Control measures and the property ledger: as the contract has them. */
interface Controls {
  'controls.request': Schemas['RequestControl']
  'controls.seize_on_site': Schemas['SeizeOnSite']
  'controls.link_documents': Schemas['LinkDocuments']
  'controls.send': Schemas['SendStep']
  'controls.record_service': Schemas['RecordService']
  'controls.record_effect': Schemas['RecordEffect']
  'controls.record_failure': Schemas['RecordFailure']
  'controls.withdraw_step': Schemas['WithdrawStep']
  'controls.renew': Schemas['RenewControl']
  'controls.release': Schemas['ReleaseControl']
  'controls.transfer': Schemas['TransferControlled']
  'controls.correct_dates': Schemas['CorrectDates']
  'controls.record_rank': Schemas['RecordRank']
  'controls.move_custody': Schemas['MoveCustody']
  'controls.acknowledge_lapse': Schemas['AcknowledgeLapse']
  'controls.add_asset': Schemas['AddAsset']
  'controls.move_asset': Schemas['MoveAsset']
  'controls.merge_assets': Schemas['MergeAssets']
  'controls.open_calendar': Schemas['OpenCalendar']
  'controls.close_calendar': Schemas['CloseCalendar']
}

export type Commands = Identity & Cases & Papers & Field & Queries & Public & Controls & Approving
export type CommandType = keyof Commands
