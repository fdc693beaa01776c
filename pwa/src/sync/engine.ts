import { NoAnswer, NotAllowedHere, ProblemAnswer } from '@/api/problems'
import type { AppVersions, Head, ServerKey, TimeToken } from '@/api/types'
import type { Locks } from '@/local/locks'
import { Cell } from '@/local/readable'
import type { LocalStore } from '@/local/store'
import { dropExpired } from './ageing'
import type { Answer } from './answers'
import { attentionItems, discard, keptFiles, retryCommand, type AttentionItem, type KeptFile } from './attention'
import { UploadBoard } from './board'
import type { Doorbell } from './doorbell'
import { thinHeads, witnessedHeads } from './heads'
import { Leader } from './leader'
import { Loop, type Reason } from './loop'
import { Outbox, type Command } from './outbox'
import type { DeviceIdentity } from './proof'
import { Puller } from './pull'
import { Sender } from './push'
import type { Projections } from './registry'
import { reportOf } from './report'
import { countUnsent, NO_STATUS, photoStateOf, type PhotoState, type Status } from './status'
import type { TimeKeeper } from './time'
import type { Transport } from './transport'
import { Uploader } from './uploads'

const ROUND_MS = 60_000
const LAST_WORDS_MS = 5_000
const ASKS_LOGIN: ReadonlySet<Reason> = new Set<Reason>(['online', 'timer', 'user'])

export type LoginState = Status['login']

export interface EngineParts {
  store: LocalStore
  transport: Transport
  /** Null at a desk: nothing is signed, every act goes alone. */
  device: DeviceIdentity | null
  serverKey: ServerKey | null
  projections: Projections
  time: TimeKeeper
  locks: Locks
  doorbell: Doorbell
  origin: string
  appVersion: string
  login: Cell<LoginState>
  /** Whose login it is: a colleague's must not fill the rows of the person at the screen. */
  reader: () => string | null
  /** The court took this device back: the app wipes itself. */
  revoked: () => void
  /** A write was refused for its CSRF token or an unknown login: ask again who is logged in. */
  refreshLogin: () => void
  /** The feed was read to its end, or cannot be read now: an empty list may be called empty. */
  complete: () => void
}

export interface Act {
  id: string
  answered: Promise<Answer>
}

/** The engine of one page: what it puts away, hands in, reads, and says about itself. Knows no screen. */
export class Engine {
  readonly status = new Cell<Status>(NO_STATUS)
  readonly attention = new Cell<readonly AttentionItem[]>([])
  readonly kept = new Cell<readonly KeptFile[]>([])
  readonly board = new UploadBoard()
  readonly outbox: Outbox
  readonly sender: Sender
  readonly uploader: Uploader
  readonly puller: Puller
  readonly #leader: Leader
  readonly #loops: Record<'send' | 'upload' | 'pull' | 'time', Loop>
  readonly #waiting = new Map<string, (answer: Answer) => void>()
  readonly #alarms = new Set<string>()
  #obeying = false
  readonly #stops: (() => void)[] = []
  #contact: Pick<Status, 'lastContactAt' | 'online' | 'app'> = { lastContactAt: null, online: true, app: null }
  #newestRung = 0

  constructor(private readonly parts: EngineParts) {
    const { store, locks, time } = parts
    time.remember(store.meta('time_token'))
    this.outbox = new Outbox(parts)
    const shared = { ...parts, board: this.board, heard: () => this.#heard(null), alarm: (code: string) => this.#alarm(code) }
    const report = async () => reportOf(store, parts.appVersion)
    this.sender = new Sender({ ...shared, report, answered: (id, answer) => this.#answered(id, answer) })
    this.uploader = new Uploader({ ...shared, arrived: () => this.#loops.send.ring('uploaded') })
    this.puller = new Puller({
      ...shared, deviceId: parts.device?.id ?? null, heard: (app) => this.#heard(app),
      mayRead: () => parts.login.get() === 'valid' && parts.reader() === store.person, loginExpired: () => parts.login.set('expired'),
    })
    this.#leader = new Leader(locks, `${store.db.name}:work`)
    const failed = (error: unknown) => this.#failed(error)
    const loop = (work: () => Promise<void>) => new Loop(() => this.#reaching(work), failed)
    this.#loops = {
      send: loop(() => this.#send()), upload: loop(() => this.uploader.work()),
      pull: loop(() => this.puller.work()), time: loop(() => this.#freshToken()),
    }
  }

  start(): void {
    const { store, login, time } = this.parts
    const look = () => this.#look()
    this.#stops.push(
      store.subscribe('@pending', () => this.#pendingChanged()), store.subscribe('@blobs', look),
      store.subscribe('@attention', look), login.subscribe(() => this.#loginChanged()), time.offset.subscribe(look),
      this.#leader.leading.subscribe(look), ...Object.values(this.#loops).map((loop) => loop.busy.subscribe(look)),
    )
    this.#newestRung = 0
    void thinHeads(store.db, time.clock.wall()).catch(() => undefined) // the next start tries again
    this.#leader.start(() => this.#lead(), () => this.#stepDown())
    look()
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop()
    this.#leader.stop()
    this.#stepDown()
  }

  /** Wakes everything; harmless at any time. */
  ring(reason: Reason): void {
    if (reason === 'online') this.#contact = { ...this.#contact, online: true }
    // Opened in flight mode, nobody could say who is logged in; asked again once the line may be back.
    if (this.parts.login.get() === 'none' && ASKS_LOGIN.has(reason)) this.parts.refreshLogin()
    for (const loop of Object.values(this.#loops)) loop.ring(reason)
  }

  /** Durable when it resolves. Throws NotAllowedHere. */
  async act(command: Command): Promise<Act> {
    if (!this.parts.device && needsSignature(command.type)) throw new NotAllowedHere('envelope.signature_required')
    const pending = await this.outbox.enqueue(command)
    const id = pending.envelope.id
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve))
    return { id, answered }
  }

  retry(id: string, body?: Record<string, unknown>): Promise<Act> {
    return this.act(retryCommand(this.parts.store.mirror, id, body))
  }

  discard(id: string): Promise<void> {
    return discard(this.parts.store, id)
  }

  witness(): Promise<Head[]> {
    return witnessedHeads(this.parts.store.db)
  }

  photoState(evidenceId: string): PhotoState {
    return photoStateOf(this.parts.store.mirror, evidenceId, this.board.progress.get())
  }

  async #send(): Promise<void> {
    await this.sender.work()
    this.#loops.upload.ring('answered')
    if (this.parts.store.mirror.acts().some((act) => act.state === 'accepted')) this.#loops.pull.ring('answered')
  }

  async #freshToken(): Promise<void> {
    const { time, transport, serverKey, store } = this.parts
    if (!time.needsToken()) return
    const sentAt = time.clock.mono()
    const token = await transport.get<TimeToken>('/api/time')
    time.heard(token.server_time, sentAt)
    const held = await time.take(token, serverKey?.spki ?? null)
    if (held) await store.write(async () => ({ writes: { meta: { time_token: held } }, result: undefined }))
    else this.#alarm('time.token_unproven')
  }

  #lead(): void {
    for (const loop of Object.values(this.#loops)) loop.start()
    this.parts.doorbell.open(() => this.#loops.pull.ring('doorbell'))
    const timer = setInterval(() => {
      this.ring('timer')
      this.#age()
    }, ROUND_MS)
    this.#age()
    this.#stops.push(() => clearInterval(timer))
    if (typeof window !== 'undefined') {
      const online = () => this.ring('online')
      window.addEventListener('online', online)
      this.#stops.push(() => window.removeEventListener('online', online))
    }
    this.ring('start')
  }

  /** By the server's time where it is known. A failure is tried again a minute later. */
  #age(): void {
    const { store, time } = this.parts
    void dropExpired(store, time.clock.wall() - (time.offset.get() ?? 0)).catch(() => undefined)
  }

  #stepDown(): void {
    for (const loop of Object.values(this.#loops)) loop.stop()
    this.parts.doorbell.close()
  }

  /** A new act rings, whichever tab made it; our own answers do not, or a doubtful one would be asked for ever. */
  #pendingChanged(): void {
    const newest = Math.max(0, ...[...this.parts.store.mirror.pending.values()].map((act) => act.order))
    if (newest > this.#newestRung) {
      this.#newestRung = newest
      this.#loops.send.ring('command')
    }
    this.#look()
  }

  #loginChanged(): void {
    if (this.parts.login.get() === 'valid') this.ring('start')
    else this.parts.complete()
    this.#look()
  }

  #answered(id: string, answer: Answer): void {
    this.#waiting.get(id)?.(answer)
    this.#waiting.delete(id)
  }

  async #reaching(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (error instanceof NoAnswer) {
        this.#contact = { ...this.#contact, online: false }
        this.parts.complete()
        this.#look()
      }
      throw error
    }
  }

  #heard(app: AppVersions | null): void {
    const lastContactAt = new Date(this.parts.time.clock.wall()).toISOString()
    this.#contact = { lastContactAt, online: true, app: app ?? this.#contact.app }
    if (app && isOlder(this.parts.appVersion, app.minimum)) this.#alarm('app.outdated')
    this.#look()
  }

  #failed(error: unknown): void {
    if (error instanceof ProblemAnswer) {
      if (error.code === 'device.revoked') void this.#obey()
      else if (error.code === 'session.csrf_mismatch' || error.code === 'session.required') this.parts.refreshLogin()
      else this.#alarm(error.code)
    } else if (!(error instanceof NotAllowedHere && error.code === 'pad.locked')) {
      console.error('engine', error)
      this.#alarm('storage.failing')
    }
  }

  /** A wipe order waits for the last account of this device, but not for a line that went dead. */
  async #obey(): Promise<void> {
    if (this.#obeying) return
    this.#obeying = true
    await Promise.race([this.sender.lastWords(), new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS))])
    this.parts.revoked()
  }

  #alarm(code: string): void {
    this.#alarms.add(code)
    this.#look()
  }

  #look(): void {
    const { store, login, time } = this.parts
    if (store.state.get() === 'locked') return
    this.attention.set(attentionItems(store.mirror))
    this.kept.set(keptFiles(store.mirror))
    this.status.set({
      ...countUnsent(store.mirror), ...this.#contact, attention: this.attention.get().length, alarms: [...this.#alarms],
      login: login.get(), working: Object.values(this.#loops).some((loop) => loop.busy.get()),
      leader: this.#leader.leading.get(), clockOffsetMs: time.offset.get(),
    })
  }
}

/** What a browser that is not enrolled may not do: the server would refuse it, and nothing captured may get lost that way. */
export function needsSignature(type: string): boolean {
  return type.startsWith('capture.') || type.startsWith('fieldwork.') || type === 'controls.seize_on_site'
}

/** Compares `1.2.10` numerically; build marks after `+` do not count. */
export function isOlder(version: string, minimum: string): boolean {
  const numbers = (text: string) => text.split(/[+-]/)[0]!.split('.').map(Number)
  const [mine, least] = [numbers(version), numbers(minimum)]
  const n = least.findIndex((part, at) => part !== (mine[at] ?? 0))
  return n >= 0 && (mine[n] ?? 0) < least[n]!
}
