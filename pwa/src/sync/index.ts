/** What a screen may ask of the engine. */
import type { Commands, CommandType } from '@/api/commands'
import type { Head } from '@/api/types'
import { pad } from '@/local/current'
import type { Readable } from '@/local/readable'
import { engineOrNull, theEngine } from './current'
import type { Act } from './engine'
import { projections } from './projections'
import type { Projection } from './registry'
import type { PhotoState } from './status'

export { newId } from '@/api/ids'
export { NotAllowedHere } from '@/api/problems'
export type { Problem } from '@/api/problems'
export { attention, keptFiles, status } from './current'
export type { Act } from './engine'
export type { Answer } from './answers'
export type { AttentionItem, KeptFile } from './attention'
export type { Status, PhotoState } from './status'
export type { Projection, RowChange, View } from './registry'

export interface ActOptions {
  blobs?: { bytes: Uint8Array | Blob; media_type: string }[]
  /** `collection/id` of the rows the person was looking at; guarded commands need it. */
  basedOn?: readonly string[]
}

/** Does an act. Durable on this device when it resolves. Throws NotAllowedHere. */
export async function act<T extends CommandType>(type: T, body: Commands[T], options: ActOptions = {}): Promise<Act> {
  const engine = theEngine()
  const blobs = await Promise.all((options.blobs ?? []).map(({ bytes, media_type }) => engine.outbox.stage(bytes, media_type)))
  return engine.act({ type, body: body as Record<string, unknown>, blobs, basedOn: options.basedOn ?? [] })
}

/** Where the bytes of a piece of evidence are. */
export function photoState(evidenceId: string): Readable<PhotoState> {
  const get = (): PhotoState => {
    const engine = engineOrNull()
    return engine ? engine.photoState(evidenceId) : { state: 'unknown' }
  }
  return {
    get,
    subscribe(changed) {
      const tell = () => changed(get())
      const stops = [
        pad.subscribe('@blobs', tell), pad.subscribe('evidence', tell),
        engineOrNull()?.board.progress.subscribe(tell) ?? (() => undefined),
      ]
      return () => stops.forEach((stop) => stop())
    },
  }
}

/** Does the act of an attention entry again, as a new act with the same bytes; the entry is closed. */
export function retryAttention(id: string, body?: Record<string, unknown>): Promise<Act> {
  return theEngine().retry(id, body)
}

/** Gives up the act of an attention entry. Its bytes stay, under `keptFiles`. */
export function discardAttention(id: string, _confirmed: 'discard'): Promise<void> {
  return theEngine().discard(id)
}

/** The heads of the court's audit log this tablet was shown: a witness file for `zhixing verify --witness`. */
export function witness(): Promise<Head[]> {
  return theEngine().witness()
}

export function syncNow(): void {
  engineOrNull()?.ring('user')
}

export function registerProjection(type: string, projection: Projection): void {
  projections.register(type, projection)
}
