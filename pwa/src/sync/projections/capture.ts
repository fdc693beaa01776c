import type { Envelope } from '@/api/types'
import type { Correction, EvidenceRow } from '@/api/rows'
import type { Projection, View } from '../registry'
import { bodyOf, find, put } from './typed'

const record: Projection = (act) => {
  const body = bodyOf(act, 'capture.record')
  const original = act.blobs[0]
  if (!original) return []
  const { evidence_id, source: _source, file_name: _name, camera, ...shared } = body
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
  const body = bodyOf(act, 'capture.correct')
  const row = evidence(view, body.evidence_id)
  if (!row) return []
  const { correction_id, caption, item_id, shot, reason } = body
  const correction: Correction = { id: correction_id, caption, item_id, shot, reason, at: act.occurred_at, by: act.actor }
  return [put('evidence', {
    ...row, caption: caption ?? row.caption, item_id: item_id ?? row.item_id, shot: shot ?? row.shot,
    corrections: [...row.corrections, correction],
  })]
}

/** 作废: it stays, marked. */
const strike: Projection = (act, view) => {
  const { evidence_id, reason } = bodyOf(act, 'capture.strike')
  const row = evidence(view, evidence_id)
  return row ? [put('evidence', { ...row, struck: struckBy(act, reason) })] : []
}

function evidence(view: View, id: string): EvidenceRow | null {
  return find(view, 'evidence', id)
}

export function struckBy(act: Envelope, reason: string): { reason: string; by: string; at: string } {
  return { reason, by: act.actor, at: act.occurred_at }
}

export const CAPTURE: Record<string, Projection> = {
  'capture.record': record, 'capture.correct': correct, 'capture.strike': strike,
}
