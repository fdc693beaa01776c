import { NotAllowedHere } from '@/api/problems'
import { Relay } from '@/local/readable'
import type { AttentionItem, KeptFile } from './attention'
import type { Engine } from './engine'
import { NO_STATUS, type Status } from './status'

/** The engine of this page. It changes when a desk becomes a tablet; the faces towards the screens do not. */
let engine: Engine | null = null

export const status = new Relay<Status>(NO_STATUS)
export const attention = new Relay<readonly AttentionItem[]>([])
export const keptFiles = new Relay<readonly KeptFile[]>([])

export function useEngine(next: Engine | null): void {
  engine = next
  if (next) {
    status.follow(next.status)
    attention.follow(next.attention)
    keptFiles.follow(next.kept)
  } else {
    status.rest(NO_STATUS)
    attention.rest([])
    keptFiles.rest([])
  }
}

/** Throws NotAllowedHere `pad.locked` while nobody has unlocked. */
export function theEngine(): Engine {
  if (!engine) throw new NotAllowedHere('pad.locked')
  return engine
}

export function engineOrNull(): Engine | null {
  return engine
}
