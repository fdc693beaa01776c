import type { Problem } from './problems'

/** What travels between device and server (docs/protocol.md). Times are RFC 3339 UTC with milliseconds. */
export interface Proof {
  alg: string
  key: string
  sig: string
}

export interface BlobClaim {
  sha256: string
  size: number
  media_type: string
}

export interface HeldToken {
  id: string
  server_time: string
  session: string
  mono_ms: number
}

export interface EnvelopeClock {
  session: string
  mono_ms: number
  token: HeldToken | null
}

export interface Basis {
  seq: number
  after: string | null
}

/** One act, signed and chained (section 2). The four device members are null together. */
export interface Envelope {
  id: string
  type: string
  version: number
  body: Record<string, unknown>
  actor: string
  device_id: string | null
  device_seq: number | null
  occurred_at: string
  clock: EnvelopeClock
  based_on: Record<string, Basis>
  blobs: BlobClaim[]
  prev: string | null
  proof: Proof | null
}

export type FinalOutcome = 'accepted' | 'refused' | 'conflict'

export interface Missing {
  predecessor?: number
  blobs?: string[]
}

export interface Outcome {
  id: string
  outcome: FinalOutcome | 'duplicate' | 'held'
  of?: FinalOutcome | 'held'
  problem?: Problem
  missing?: Missing
  receipt?: Receipt
  answer?: Record<string, unknown>
}

export interface Head {
  log: string
  size: number
  root: string
  peaks: string[]
  sealed_at: string
  prev: string
  proof: Proof
}

export interface Receipt {
  envelope_id: string
  envelope_hash: string
  device_id: string | null
  device_seq: number | null
  blobs: { sha256: string; size: number }[]
  received_at: string
  entry: { id: string; leaf: string }
  head: Head | null
  proof: Proof
}

export interface Change {
  seq: number
  collection: string
  id: string
  op: 'put' | 'forget'
  act: string | null
  row: Record<string, unknown> | null
}

export interface AppVersions {
  minimum: string
  latest: string
}

export interface PullAnswer {
  changes: Change[]
  cursor: string
  more: boolean
  server_time: string
  head?: Head | null
  app?: AppVersions
}

export interface PushAnswer {
  outcomes: Outcome[]
  head?: Head | null
  server_time: string
}

export interface TimeToken {
  id: string
  server_time: string
  proof: Proof
}

export interface ServerKey {
  id: string
  spki: string
}

/** The device's own account of itself, kept by the server for the lost-tablet report (section 3). */
export interface DeviceState {
  pending_acts: number
  pending_blobs: number
  pending_bytes: number
  head_seq: number
  head_hash: string
  cursor: string
  store_id: string
  app_version: string
  blobs: { sha256: string; size: number; envelope_id: string }[]
}

export type { Problem }
export type { Rows, RowOf, CollectionName } from './rows'
export type { Commands, CommandType, Position } from './commands'
