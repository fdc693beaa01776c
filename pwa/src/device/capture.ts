import type { CameraFacts, EvidenceKind, Position } from '@/api/commands'
import { newId } from '@/api/ids'
import { occupy } from './busy'
import { theKeeper, type KeptAct } from './keeper'
import { positionForShutter } from './position'
import { thumbnailOf } from './thumb'

export interface CaptureInput {
  kind: EvidenceKind
  bytes: Uint8Array | Blob
  media_type: string
  case_id: string
  visit_id?: string | null
  item_id?: string | null
  shot?: string | null
  caption?: string
  source: 'camera' | 'file_input' | 'microphone'
  file_name?: string | null
  camera?: CameraFacts | null
  duration_ms?: number | null
  position?: Position
}

export interface Captured {
  evidence_id: string
  sha256: string
  act: KeptAct
}

/** Where evidence belongs, as far as the person has said. */
export interface CaptureContext {
  case_id: string
  visit_id?: string | null
  item_id?: string | null
  shot?: string | null
  caption?: string
}

/**
 * Makes bytes into evidence. Resolves after the strict commit and after the bytes were read back from the disk and
 * hashed again: only then may the shutter confirm. The bytes are stored as they came, before any processing.
 * Throws NotAllowedHere (see Captures.keep); then nothing was confirmed.
 */
export async function capture(input: CaptureInput): Promise<Captured> {
  const release = occupy()
  try {
    const evidence_id = newId()
    const position = input.position ?? (await positionForShutter())
    const { act, sha256 } = await theKeeper().keep(bodyOf(input, evidence_id, position), input.bytes, input.media_type)
    void keepThumbnail(evidence_id, input)
    return { evidence_id, sha256, act }
  } finally {
    release()
  }
}

export function contextFields(context: CaptureContext): Required<CaptureContext> {
  const { case_id, visit_id = null, item_id = null, shot = null, caption = '' } = context
  return { case_id, visit_id, item_id, shot, caption }
}

function bodyOf(input: CaptureInput, evidence_id: string, position: Position): Record<string, unknown> {
  const { kind, source, file_name = null, camera = null, duration_ms = null } = input
  return { evidence_id, kind, ...contextFields(input), source, file_name, position, camera, duration_ms }
}

/** After the shutter: a list is nicer with a picture, and evidence does not depend on it. */
async function keepThumbnail(evidenceId: string, input: CaptureInput): Promise<void> {
  const jpeg = await thumbnailOf(input.bytes, input.media_type)
  if (jpeg) await theKeeper().keepThumbnail(evidenceId, jpeg).catch(() => undefined)
}
