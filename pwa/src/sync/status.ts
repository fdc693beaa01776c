/** Honest counts: what is on this device and has no verified receipt yet. */
import type { AppVersions } from '@/api/types'
import type { Mirror } from '@/local/mirror'
import { holdsBytes } from '@/local/unsent'
import type { EvidenceRow } from '@/api/rows'
import type { UploadProgress } from './board'

export interface Status {
  acts: number
  photos: number
  bytes: number
  held: number
  attention: number
  alarms: string[]
  lastContactAt: string | null
  online: boolean
  login: 'valid' | 'expired' | 'none'
  working: boolean
  leader: boolean
  clockOffsetMs: number | null
  app: AppVersions | null
}

export const NO_STATUS: Status = {
  acts: 0, photos: 0, bytes: 0, held: 0, attention: 0, alarms: [], lastContactAt: null, online: true, login: 'none',
  working: false, leader: false, clockOffsetMs: null, app: null,
}

export type Counts = Pick<Status, 'acts' | 'photos' | 'bytes' | 'held'>

/** Refused captures count as long as they lie here: nobody else has their bytes. Given-up files (`kept`) do not. */
export function countUnsent(mirror: Mirror): Counts {
  const counts = { acts: 0, photos: 0, bytes: 0, held: 0 }
  for (const act of mirror.pending.values()) {
    if (act.state === 'accepted') continue
    counts.acts += 1
    if (act.state === 'held') counts.held += 1
  }
  for (const blob of mirror.blobs.values()) {
    if (blob.state === 'kept' || !holdsBytes(blob)) continue
    counts.photos += 1
    counts.bytes += blob.size
  }
  return counts
}

export type PhotoState =
  | { state: 'on_device' }
  | { state: 'arriving'; percent: number }
  | { state: 'received' }
  | { state: 'published' }
  | { state: 'damaged' }
  | { state: 'unknown' }

/** Where a photo is. `received` only once its receipt was verified, which is when its blob left this device. */
export function photoStateOf(
  mirror: Mirror, evidenceId: string, progress: ReadonlyMap<string, UploadProgress>,
): PhotoState {
  for (const blob of mirror.blobs.values()) {
    if (blob.subject !== evidenceId) continue
    if (blob.state === 'damaged') return { state: 'damaged' }
    const sent = progress.get(blob.id)
    return sent ? { state: 'arriving', percent: percentOf(sent) } : { state: 'on_device' }
  }
  const row = mirror.rows.get('evidence')?.get(evidenceId)?.row as EvidenceRow | undefined
  if (!row) return { state: 'unknown' }
  return { state: row.published ? 'published' : 'received' }
}

/** Never 100 before the receipt. */
function percentOf({ sent, total }: UploadProgress): number {
  return Math.min(99, Math.floor((100 * sent) / Math.max(1, total)))
}
