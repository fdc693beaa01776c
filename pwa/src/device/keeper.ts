import { NotAllowedHere } from '@/api/problems'
import { Cell } from '@/local/readable'

export interface KeptAct {
  id: string
  answered: Promise<unknown>
}

export interface Leftover {
  id: string
  kind: 'video' | 'audio'
  seconds: number
  started_at: string
  context: Record<string, unknown>
}

/** Where captures go. The session plugs the engine in when a tablet is unlocked; this folder knows no engine. */
export interface Keeper {
  keep(body: Record<string, unknown>, bytes: Uint8Array | Blob, media_type: string): Promise<{ act: KeptAct; sha256: string }>
  keepThumbnail(evidenceId: string, jpeg: Uint8Array): Promise<void>
  begin(media_type: string, draft: Record<string, unknown>): Promise<string>
  addPart(id: string, n: number, bytes: Uint8Array): Promise<number>
  finish(id: string, facts: Record<string, unknown>): Promise<{ evidence_id: string }>
  drop(id: string): Promise<void>
  leftovers(): Promise<Leftover[]>
}

let keeper: Keeper | null = null

/** Recordings a crash interrupted, waiting for a person to recover them. */
export const leftovers = new Cell<readonly Leftover[]>([])

export function useKeeper(next: Keeper | null): void {
  keeper = next
  void refreshLeftovers()
}

/** Throws NotAllowedHere `envelope.signature_required` where no enrolled tablet is unlocked. */
export function theKeeper(): Keeper {
  if (!keeper) throw new NotAllowedHere('envelope.signature_required')
  return keeper
}

export async function refreshLeftovers(): Promise<void> {
  leftovers.set(keeper ? await keeper.leftovers() : [])
}
