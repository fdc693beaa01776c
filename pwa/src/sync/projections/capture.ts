import type { Envelope } from '@/api/types'
import type { Correction, EvidenceRow } from '@/api/rows'
import type { Projection } from '../registry'
import { bodyOf, find, put } from './typed'

const record: Projection = (act) => {
  const body = bodyOf(act, 'capture.record')
  const original = act.blobs[0]
  if (!original) return []
  const { evidence_id, camera, ...shared } = body
  const row: EvidenceRow = {
    ...shared, ...original, id: evidence_id,
    captured_at: act.occurred_at, received_at: null, state: 'on_device',
    width: camera?.width ?? null, height: camera?.height ?? null,
    by: act.actor, device_id: act.device_id, device_seq: act.device_seq,
    receipt: null, bracket: null, clock_offset_ms: null, struck: null, corrections: [], derivatives: [], published: false,
  }
  return [put('evidence', row)]
}

const correct: Projection = (act, view) => {
  const { evidence_id, correction_id, reason, ...wanted } = bodyOf(act, 'capture.correct')
  const row = find(view, 'evidence', evidence_id)
  if (!row) return []
  const changes = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value != null))
  const before = Object.fromEntries(Object.keys(changes).map((name) => [name, row[name as keyof EvidenceRow]]))
  const { occurred_at: at, actor: by } = act
  const correction: Correction = { id: correction_id, kind: 'correct', changes, before, reason, at, by }
  return [put('evidence', { ...row, ...changes, corrections: [...row.corrections, correction] })]
}

/** 作废: it stays, marked. */
const strike: Projection = (act, view) => {
  const { evidence_id, reason } = bodyOf(act, 'capture.strike')
  const row = find(view, 'evidence', evidence_id)
  return row ? [put('evidence', { ...row, struck: struckBy(act, reason) })] : []
}

export function struckBy(act: Envelope, reason: string): { reason: string; by: string; at: string } {
  return { reason, by: act.actor, at: act.occurred_at }
}

export const CAPTURE: Record<string, Projection> = {
  'capture.record': record, 'capture.correct': correct, 'capture.strike': strike,
}
