/** 出发前检查: can this tablet do its work without a network from now on? Codes and figures, no text. */
import { canonicalBytes } from '@/api/canonical'
import type { ApprovalTaskRow } from '@/api/approvals'
import type { CaseRow, DocumentRow } from '@/api/rows'
import { verifyBytes } from '@/local/crypto'
import { isOlder } from '@/sync/engine'
import { caughtUp } from '@/sync/pull'
import type { Status } from '@/sync/status'
import type { LocalStore } from '@/local/store'
import type { DeviceIdentity } from '@/sync/proof'
import type { Files, Paper } from './files'
import { keepStorage, storageManager } from './storage'
import type { Session } from './types'

export interface ReadyItem {
  id: 'cases' | 'documents' | 'storage_persistent' | 'storage_room' | 'clock' | 'login' | 'device_key' | 'app_version'
    | 'service_worker' | 'shell' | 'unsent'
  state: 'ok' | 'warn' | 'fail'
  params: Record<string, unknown>
}

export interface ReadyParts {
  store: LocalStore
  files: Files
  session: Session
  status: Status
  device: DeviceIdentity | null
  publicKey: string | null
  appVersion: string
  now: () => number
}

/** A long day: 200 photos of 4 MB each must fit. */
const TRIP_BYTES = 200 * 4 * 1024 * 1024
const CLOCK_WARN_MS = 2 * 60_000
const CLOCK_FAIL_MS = 10 * 60_000
/** A login that ends within the working day will need a network in the field to read new data. */
const WORKING_DAY_MS = 10 * 3600_000
const STALE_MS = 12 * 3600_000

export async function checkReady(parts: ReadyParts): Promise<ReadyItem[]> {
  return Promise.all([
    casesItem(parts), documentsItem(parts), persistence(), room(), clockItem(parts), loginItem(parts), deviceKey(parts),
    versionItem(parts), workerItem(), shellItem(), unsentItem(parts),
  ])
}

function casesItem({ store, status, now }: ReadyParts): ReadyItem {
  const count = ownCases(store).length
  const heard = status.lastContactAt
  const stale = heard === null || now() - Date.parse(heard) > STALE_MS
  const state = !caughtUp(store, store.person ?? '') ? 'fail' : stale ? 'warn' : 'ok'
  return { id: 'cases', state, params: { count, last_contact_at: heard } }
}

function documentsItem({ store, files }: ReadyParts): ReadyItem {
  const all = documentsOf(store)
  const papers = papersOf(store)
  const missing = all.filter((row) => !files.hasDocument(row))
  const total = all.length + papers.length
  const stored = total - missing.length - papers.filter((paper) => !files.hasPaper(paper)).length
  const bytes = missing.reduce((sum, row) => sum + row.size, 0)
  return { id: 'documents', state: stored === total ? 'ok' : 'fail', params: { stored, total, missing_bytes: bytes } }
}

async function persistence(): Promise<ReadyItem> {
  return { id: 'storage_persistent', state: (await keepStorage()) ? 'ok' : 'warn', params: {} }
}

async function room(): Promise<ReadyItem> {
  const estimate = await storageManager()?.estimate?.()
  if (estimate?.quota === undefined) return { id: 'storage_room', state: 'warn', params: { needed_bytes: TRIP_BYTES, free_bytes: null } }
  const free_bytes = estimate.quota - (estimate.usage ?? 0)
  return { id: 'storage_room', state: free_bytes >= TRIP_BYTES ? 'ok' : 'fail', params: { needed_bytes: TRIP_BYTES, free_bytes } }
}

function clockItem({ status }: ReadyParts): ReadyItem {
  const offset = status.clockOffsetMs
  if (offset === null) return { id: 'clock', state: 'warn', params: { offset_ms: null } }
  const off = Math.abs(offset)
  const state = off > CLOCK_FAIL_MS ? 'fail' : off > CLOCK_WARN_MS ? 'warn' : 'ok'
  return { id: 'clock', state, params: { offset_ms: offset } }
}

function loginItem({ session, now }: ReadyParts): ReadyItem {
  const until = session.expires_at
  if (session.login !== 'valid' || !until) return { id: 'login', state: 'fail', params: { until } }
  return { id: 'login', state: Date.parse(until) - now() > WORKING_DAY_MS ? 'ok' : 'warn', params: { until } }
}

/** Signs and verifies for real: a key that was lost or exchanged shows here and not in a basement. */
async function deviceKey({ device, publicKey }: ReadyParts): Promise<ReadyItem> {
  if (!device || !publicKey) return { id: 'device_key', state: 'fail', params: { code: 'envelope.signature_required' } }
  const probe = canonicalBytes({ probe: crypto.getRandomValues(new Uint32Array(1))[0] })
  const holds = await verifyBytes(publicKey, probe, await device.signer.sign(probe))
  return { id: 'device_key', state: holds ? 'ok' : 'fail', params: { key: device.signer.keyId } }
}

function versionItem({ status, appVersion }: ReadyParts): ReadyItem {
  const params = { version: appVersion, latest: status.app?.latest ?? null }
  if (!status.app) return { id: 'app_version', state: 'warn', params }
  if (isOlder(appVersion, status.app.minimum)) return { id: 'app_version', state: 'fail', params }
  return { id: 'app_version', state: isOlder(appVersion, status.app.latest) ? 'warn' : 'ok', params }
}

async function workerItem(): Promise<ReadyItem> {
  const worker = typeof navigator === 'undefined' ? undefined : navigator.serviceWorker
  return { id: 'service_worker', state: worker?.controller ? 'ok' : 'fail', params: {} }
}

/** The precache holds the page itself: a cold start in flight mode will open. */
async function shellItem(): Promise<ReadyItem> {
  if (typeof caches === 'undefined') return { id: 'shell', state: 'fail', params: {} }
  const page = await caches.match('/index.html', { ignoreSearch: true })
  return { id: 'shell', state: page ? 'ok' : 'fail', params: {} }
}

function unsentItem({ status }: ReadyParts): ReadyItem {
  const { acts, photos, bytes, attention } = status
  return { id: 'unsent', state: acts + photos + attention > 0 ? 'warn' : 'ok', params: { acts, photos, bytes, attention } }
}

export function ownCases(store: LocalStore): CaseRow[] {
  return store.rows('cases') as unknown as CaseRow[]
}

/** Documents that can be had: one that is still being checked, or was blocked, has no bytes to take along. */
export function documentsOf(store: LocalStore): DocumentRow[] {
  const rows = store.rows('documents') as unknown as DocumentRow[]
  return rows.filter((row) => (row.state ?? 'ready') === 'ready')
}

/** What waits for this person's approval, each with the version before it: to be read and decided in flight mode too. */
export function papersOf(store: LocalStore): Paper[] {
  const tasks = (store.rows('approval_tasks') as unknown as ApprovalTaskRow[]).filter((row) => row.task_status === 'open' && row.subject_kind === 'document')
  return tasks.flatMap((row) => {
    const before = row.earlier.at(-1)
    const versions = before ? [row, before] : [row]
    return versions.map(({ version, sha256 }) => ({ document_id: row.subject_id, version, sha256 }))
  })
}

function proofsOf(store: LocalStore): { kind: 'document' | 'evidence'; ref: string }[] {
  const tasks = (store.rows('approval_tasks') as unknown as ApprovalTaskRow[]).filter((row) => row.task_status === 'open')
  return tasks.flatMap((row) => row.evidence.flatMap((line) => line.links.flatMap(({ kind, ref }) => (ref && (kind === 'document' || kind === 'evidence') ? [{ kind, ref }] : []))))
}

/** Downloads the papers that wait for approval and are not here yet. */
export async function preparePapers({ store, files }: Pick<ReadyParts, 'store' | 'files'>): Promise<{ stored: number; failed: string[] }> {
  const missing = papersOf(store).filter((paper) => !files.hasPaper(paper))
  const failed: string[] = []
  for (const paper of missing) await files.paper(paper).catch(() => failed.push(paper.document_id))
  // The proof beside it: what cannot be had now is fetched when it is looked at, and keeps nobody from deciding.
  for (const { kind, ref } of missing.length ? proofsOf(store) : []) {
    await (kind === 'evidence' ? files.evidence(ref, 'thumbnail') : files.proof(ref)).catch(() => undefined)
  }
  return { stored: missing.length - failed.length, failed }
}

/** Downloads what the trip needs and is not here yet: the PDFs of all cases of this person, and what waits for approval. */
export async function prepareFiles(
  { store, files }: Pick<ReadyParts, 'store' | 'files'>, onProgress: (done: number, total: number) => void,
): Promise<{ stored: number; failed: string[] }> {
  const papers = papersOf(store).filter((paper) => !files.hasPaper(paper))
  const missing = [
    ...documentsOf(store).filter((row) => !files.hasDocument(row)).map(({ id }) => ({ id, get: () => files.document(id) })),
    ...papers.map((paper) => ({ id: paper.document_id, get: () => files.paper(paper) })),
  ]
  const failed: string[] = []
  onProgress(0, missing.length)
  for (const [n, one] of missing.entries()) {
    await one.get().catch(() => failed.push(one.id))
    onProgress(n + 1, missing.length)
  }
  return { stored: missing.length - failed.length, failed }
}
