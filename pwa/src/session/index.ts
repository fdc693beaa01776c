/** Who is here, the PIN, "ready to leave", and bytes to show. One host for the page. */
import type { Bytes } from '@/api/bytes'
import { NotAllowedHere, type Result } from '@/api/problems'
import { Relay, type Readable } from '@/local/readable'
import { status } from '@/sync/current'
import { busy } from '@/device/busy'
import { watchIdleness } from './autolock'
import { followCourtRules } from './courtRules'
import { FileUnavailable, type EvidenceForm, type Paper } from './files'
import { Host } from './host'
import { browserSurroundings } from './parts'
import { checkReady, prepareFiles, preparePapers, type ReadyItem } from './ready'
import { NOBODY, type Session } from './types'
import type { Workplace } from './workplace'

export type { Result } from '@/api/problems'
export type { Session, Phase } from './types'
export type { ReadyItem } from './ready'
export { FileUnavailable } from './files'
export { passkeysOffered, signWithPasskey } from './passkeys'
export type { PasskeyAssertion } from './passkeys'
export type { EvidenceForm, Paper } from './files'

let host: Host | null = null
const relay = new Relay<Session>(NOBODY)

export const session: Readable<Session> = relay

/** Called once by main.ts. A failure shows as phase `broken`. */
export async function startPad(): Promise<void> {
  followCourtRules()
  host = new Host(browserSurroundings())
  relay.follow(host.session)
  await host.start()
  const holdsUnsent = () => status.get().acts + status.get().photos > 0
  watchIdleness({ now: () => performance.now(), isCapturing: () => busy.get(), holdsUnsent }, () => {
    if (relay.get().phase === 'open') lock()
  })
}

export const login = (input: { username: string; password: string; otp?: string }): Promise<Result> => theHost().login(input)
export const loginWithPasskey = (): Promise<Result> => theHost().loginWithPasskey()
export const registerPasskey = (name: string): Promise<void> => theHost().logins.registerPasskey(name)
export const logout = (unsent: 'keep' | 'ask'): Promise<{ done: boolean; unsent: number }> => theHost().logout(unsent)
export const enrol = (input: { code: string; name: string; pin: string }): Promise<Result> => theHost().enrol(input)
export const unlock = (personId: string, pin: string): Promise<Result> => theHost().unlock(personId, pin)
export const lock = (): void => void theHost().lock()
export const changePin = (old: string, next: string): Promise<Result> => theHost().changePin(old, next)
export const addPerson = (input: {
  username: string; password: string; pin: string; vouchedBy: { person_id: string; pin: string }
}): Promise<Result> => theHost().addPerson(input)

export async function readyCheck(): Promise<ReadyItem[]> {
  const current = theHost()
  return checkReady({
    store: place().store, files: place().files, session: session.get(), status: status.get(),
    device: place().device, publicKey: (await current.vault?.publicKey()) ?? null,
    appVersion: current.appVersion, now: current.now,
  })
}

export function prepareToLeave(onProgress: (done: number, total: number) => void): Promise<{ stored: number; failed: string[] }> {
  return prepareFiles(place(), onProgress)
}

/** Fetches what waits for approval ahead of time; quiet, and nothing without a network. */
export const preparePapersAhead = (): Promise<{ stored: number; failed: string[] }> => preparePapers(place())

/** The person's own login settings (one-time codes, passkeys); nothing of the court's work goes this way. */
export const writeOnline = <T>(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> => theHost().transport.send<T>(method, path, body)
/** What only the server knows and no row carries. Needs the network; throws NoAnswer, ProblemAnswer. */
export const readOnline = <T>(path: string): Promise<T> => theHost().transport.get<T>(path)
/** A file only the server makes (an export). Needs the network; throws NoAnswer, ProblemAnswer. */
export const downloadOnline = (path: string): Promise<{ bytes: Bytes; media_type: string }> => theHost().transport.bytes(path)

export const files = {
  /** Throws FileUnavailable `file.offline`, `file.damaged`, `file.forbidden`, `file.unknown`. */
  document: async (id: string): Promise<Uint8Array> => openPlace().files.document(id),
  /** One submitted version, exactly as it waits for approval; the digest was checked. */
  paper: async (paper: Paper): Promise<Uint8Array> => openPlace().files.paper(paper),
  proof: async (documentId: string): Promise<Uint8Array> => openPlace().files.proof(documentId),
  hasPaper: (paper: Paper): boolean => openPlace().files.hasPaper(paper),
  evidence: async (id: string, form: EvidenceForm): Promise<Blob> => openPlace().files.evidence(id, form),
  /** Bytes of an attention entry or a kept file. */
  held: async (blobId: string): Promise<Blob> => openPlace().files.held(blobId),
}

function theHost(): Host {
  if (!host) throw new NotAllowedHere('pad.not_started')
  return host
}

function place(): Workplace {
  const found = theHost().place
  if (!found) throw new NotAllowedHere('pad.locked')
  return found
}

function openPlace(): Workplace {
  const found = host?.place
  if (!found) throw new FileUnavailable('file.unknown')
  return found
}
