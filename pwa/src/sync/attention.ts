/** Refused and conflicting acts, with their data, until a person decides. */
import { NotAllowedHere } from '@/api/problems'
import type { Problem } from '@/api/types'
import type { Mirror } from '@/local/mirror'
import type { AttentionEntry, LocalBlob, PendingAct } from '@/local/records'
import type { LocalStore } from '@/local/store'
import type { Command, StagedBlob } from './outbox'

export interface AttentionFile {
  id: string
  media_type: string
  size: number
}

export interface AttentionItem {
  id: string
  type: string
  body: Record<string, unknown>
  outcome: 'refused' | 'conflict' | 'damaged'
  problem: Problem | null
  occurred_at: string
  since: string
  files: AttentionFile[]
}

/** Captured bytes whose act a person gave up. They stay until they are captured again or the tablet is handed in. */
export interface KeptFile extends AttentionFile {
  since: string
  type: string
}

/** Oldest first. Acts with damaged bytes are listed too; they stay pending, because the chain needs them. */
export function attentionItems(mirror: Mirror): AttentionItem[] {
  const refused = [...mirror.attention.values()].map((entry) => itemOf(mirror, entry))
  const damaged = mirror.acts().filter((act) => act.blobs.some((id) => mirror.blobs.get(id)?.state === 'damaged'))
  return [...refused, ...damaged.map((act) => damagedItem(mirror, act))].sort((a, b) => (a.id < b.id ? -1 : 1))
}

export function keptFiles(mirror: Mirror): KeptFile[] {
  return [...mirror.blobs.values()].filter((blob) => blob.state === 'kept')
    .map((blob) => ({ ...fileOf(blob), since: blob.at, type: blob.info.act_type ?? '' }))
}

/**
 * The command for doing it again, on what the person knows now. It is a new act with a new id: the refused one was
 * recorded and answered, and its answer stands for ever.
 */
export function retryCommand(mirror: Mirror, id: string, body?: Record<string, unknown>): Command {
  const entry = mirror.attention.get(id)
  if (!entry) throw new NotAllowedHere('attention.unknown')
  const blobs = entry.blobs.map((blob, n): StagedBlob => ({ id: blob, claim: entry.envelope.blobs[n]!, parts: [] }))
  const { type, based_on } = entry.envelope
  return { type, body: body ?? entry.envelope.body, blobs, basedOn: Object.keys(based_on), closes: id }
}

/** Gives up the act, after a person confirmed it. What a camera or microphone took stays on the device. */
export async function discard(store: LocalStore, id: string): Promise<void> {
  await store.write(async (mirror) => {
    const entry = mirror.attention.get(id)
    if (!entry) return { writes: {}, result: undefined }
    const blobs = entry.blobs.map((blob) => mirror.blobs.get(blob)).filter((blob) => blob !== undefined)
    const kept = blobs.map((blob): LocalBlob => ({
      ...blob, envelope_id: null, state: 'kept', info: { ...blob.info, act_type: entry.envelope.type },
    }))
    return { writes: { dropAttention: [id], blobs: kept }, result: undefined }
  })
}

function itemOf(mirror: Mirror, { envelope, outcome, problem, since, blobs }: AttentionEntry): AttentionItem {
  const { id, type, body, occurred_at } = envelope
  return { id, type, body, outcome, problem, occurred_at, since, files: filesOf(mirror, blobs) }
}

function damagedItem(mirror: Mirror, { envelope, blobs }: PendingAct): AttentionItem {
  const { id, type, body, occurred_at } = envelope
  return {
    id, type, body, outcome: 'damaged', problem: { code: 'blob.damaged', status: 0, params: {} },
    occurred_at, since: occurred_at, files: filesOf(mirror, blobs),
  }
}

function filesOf(mirror: Mirror, ids: string[]): AttentionFile[] {
  return ids.map((id) => mirror.blobs.get(id)).filter((blob) => blob !== undefined).map(fileOf)
}

function fileOf({ id, info, size }: LocalBlob): AttentionFile {
  return { id, media_type: info.media_type, size }
}
