/** Rows of `approvals`: who must decide, who did, and the task in one's own hands. */
import type { Row } from './rows'

export type ApprovalStatus = 'waiting' | 'approved' | 'returned' | 'withdrawn' | 'voided'
export type StepRole = 'handler' | 'judge' | 'bureau_chief' | 'president' | 'panel'
export type Mark = '[V]' | '[V~]' | '[GK]'
export type OwnDraft = 'forbid' | 'skip' | 'decide'
export type Decision = 'approve' | 'return'
export type ConfirmMethod = 'passkey' | 'password_otp'
export type RecusalGround = 'party_or_relative' | 'interest' | 'witness_or_agent' | 'other_relation' | 'accepted_gift'
export type ProofKind = 'document' | 'evidence' | 'entry' | 'text'

/** The words of a timeline entry, for an approver who does not hold the case. */
export interface EntryWords { kind: string; text: string; params: Record<string, unknown>; happened_on: string }
export interface EvidenceLink { kind: ProofKind; ref: string | null; text: string; entry: EntryWords | null }
/** A proof the rule asks for and what was put there. Of those with the same `one_of`, one is enough. */
export interface EvidenceLine {
  key: string; name: string; name_en: string; required: boolean; one_of: string | null; source: string; mark: string
  links: EvidenceLink[]
}

export interface DecisionLine {
  person_id: string; on_behalf_of: string | null; decision: Decision; reason: string | null; method: ConfirmMethod
  sha256: string; at: string; received_at: string
}

export interface StepLine {
  step_id: string; position: number; role: StepRole; quorum: number; seats: number; source: string; mark: string
  note: string; own_draft: OwnDraft; status: 'ahead' | 'waiting' | 'skipped' | 'approved' | 'returned' | 'over'
  waiting_since: string | null; due_at: string | null; escalated_at: string | null; stuck: boolean; people: string[]
  decisions: DecisionLine[]
}

export interface QuestionLine {
  question_id: string; text: string; by: string; at: string
  answer: string | null; answered_by: string | null; answered_at: string | null
}

export interface EarlierLine {
  approval_id: string; version: number; sha256: string; status: ApprovalStatus
  reason: string | null; ended_by: string | null; ended_at: string | null
}

export interface ApprovalRow extends Row {
  approval_id: string
  subject_kind: string
  subject_id: string
  case_id: string
  doc_kind: string
  title: string
  /** Digest of the exact PDF that is decided about. */
  sha256: string
  version: number
  amount_yuan: string | null
  urgent: boolean
  retroactive: boolean
  acted_at: string | null
  drafted_by: string
  status: ApprovalStatus
  opened_at: string
  ended_at: string | null
  end_reason: string | null
  steps: StepLine[]
  evidence: EvidenceLine[]
  questions: QuestionLine[]
  earlier: EarlierLine[]
}

/** A step in my hands. `nonce` was given to me alone; case number and names are here because I may not hold the case. */
export interface ApprovalTaskRow extends ApprovalRow {
  step_id: string
  person_id: string
  on_behalf_of: string | null
  nonce: string
  task_status: 'open' | 'approved' | 'returned'
  opened_sha256: string | null
  due_at: string | null
  escalated: boolean
  handed_out_at: string
  decided_at: string | null
  weaker_method: boolean
  case_number: string
  cause: string
  respondents: string[]
}

/** Both days are included. No `kinds`: everything that may be delegated. */
export interface DelegationRow extends Row {
  from_person: string; to_person: string; since: string; until: string; kinds: string[]; reason: string; by: string
  ended_at: string | null
}

export interface PanelRow extends Row { case_id: string; members: string[]; presiding: string; by: string; at: string }

export interface RecusalRow extends Row {
  case_id: string; person_id: string; ground: RecusalGround; reason: string; replaced_by: string | null; by: string; at: string
}

export interface RuleStep {
  role: StepRole; quorum: number; person: string | null; own_draft: OwnDraft; delegable: boolean; wait_hours: number | null
  source: string; mark: string; note: string
}

export interface RuleCondition { amount_from: string | null; amount_below: string | null; urgent: boolean | null; evidence: string | null }
export interface RuleProof {
  key: string; name: string; name_en: string; accepts: ProofKind[]; required: boolean; one_of: string | null
  source: string; mark: Mark; note: string
}

/** What the court's matrix says about one kind of document; `kind` `_unknown` for all it does not name. */
export interface ApprovalRuleRow extends Row {
  kind: string; name: string; name_en: string; evidence: RuleProof[]
  lines: { when: RuleCondition; steps: RuleStep[]; retroactive: boolean }[]
}
