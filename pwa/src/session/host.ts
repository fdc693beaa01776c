import { failed, NoAnswer, NotAllowedHere, OK, ProblemAnswer, type Result } from '@/api/problems'
import { importDataKey, randomBytes } from '@/local/crypto'
import { Database } from '@/local/database'
import { Cell } from '@/local/readable'
import { countInClear, holdsUnsent } from '@/local/unsent'
import { Vault, type Unlocked } from '@/local/vault'
import { deleteDatabases, wipe } from '@/local/wipe'
import { newId } from '@/api/ids'
import { status } from '@/sync/current'
import { NO_STATUS } from '@/sync/status'
import { Transport } from '@/sync/transport'
import { deskAct, enrolHere, type DeviceFacts } from './enrol'
import { Logins } from './logins'
import { platformName, sweepDesks } from './desk'
import type { Surroundings } from './parts'
import { keepStorage } from './storage'
import { NOBODY, type LoginAnswer, type Phase, type Session } from './types'
import { Workplace } from './workplace'

export const TABLET_DB = 'zhixing'
export const DESK_PREFIX = 'zhixing-desk-'

interface Tablet {
  db: Database
  vault: Vault
  facts: DeviceFacts
}

/** From opening the page to a running engine, and back: login, PIN, enrolment, lock, wipe. */
export class Host {
  readonly session = new Cell<Session>(NOBODY)
  readonly logins: Logins
  readonly transport: Transport
  #tablet: Tablet | null = null
  #place: Workplace | null = null
  #leaveDesk: () => void = () => undefined

  constructor(private readonly around: Surroundings) {
    const now = () => around.clock.wall()
    this.transport = new Transport({ fetch: around.fetch, origin: around.origin, now, csrf: () => this.logins.csrf() })
    this.logins = new Logins(() => this.transport)
    this.logins.state.subscribe(() => this.#showLogin())
    this.logins.answer.subscribe(() => this.#showLogin())
  }

  get place(): Workplace | null {
    return this.#place
  }

  get appVersion(): string {
    return this.around.appVersion
  }

  get now(): () => number {
    return () => this.around.clock.wall()
  }

  get vault(): Vault | null {
    return this.#tablet?.vault ?? null
  }

  get device(): DeviceFacts | null {
    return this.#tablet?.facts ?? null
  }

  async start(): Promise<void> {
    try {
      await sweepDesks(DESK_PREFIX, this.around.locks)
      this.#tablet = await this.#findTablet()
      if (this.#tablet) {
        await this.#showLocked()
        void this.logins.refresh()
        return
      }
      await this.logins.refresh()
      const answer = this.logins.answer.get()
      if (answer) await this.#openDesk(answer)
      else this.#set({ phase: 'signed_out' })
    } catch (error) {
      this.#set({ phase: 'broken', problem: codeOf(error) })
    }
  }

  async login(input: { username: string; password: string; otp?: string }): Promise<Result> {
    return asResult(async () => {
      const device = this.#tablet ? { device_id: this.#tablet.facts.id } : {}
      const answer = await this.logins.login({ ...input, ...device })
      if (this.#tablet) return this.#ensureSamePerson(answer)
      await this.#openDesk(answer)
    })
  }

  async loginWithPasskey(): Promise<Result> {
    return asResult(async () => {
      const answer = await this.logins.loginWithPasskey(this.#tablet?.facts.id ?? null)
      if (this.#tablet) return this.#ensureSamePerson(answer)
      await this.#openDesk(answer)
    })
  }

  /** Tablet: ends the login and locks; what waits stays. Desk: everything local goes; `ask` refuses while acts wait. */
  async logout(unsent: 'keep' | 'ask'): Promise<{ done: boolean; unsent: number }> {
    const { acts = 0, photos = 0 } = this.#place?.engine?.status.get() ?? {}
    const waiting = acts + photos
    if (unsent === 'ask' && waiting > 0) return { done: false, unsent: waiting }
    await this.logins.logout()
    if (this.#tablet) await this.lock()
    else await this.#closeDesk('signed_out')
    return { done: true, unsent: waiting }
  }

  async enrol(input: { code: string; name: string; pin: string }): Promise<Result> {
    const person = this.session.get().person
    if (!person || this.#tablet || !this.#place) return failed('enrol.not_here')
    const { time } = this.#place
    return asResult(async () => {
      const db = new Database(TABLET_DB)
      const vault = this.#vaultOf(db)
      try {
        const parts = { db, vault, transport: this.transport, time, platform: platformName() }
        const { facts, unlocked } = await enrolHere({ ...input, person }, parts)
        await this.#closeDesk('starting')
        this.#tablet = { db, vault, facts }
        await keepStorage()
        await this.#openTablet(person.id, unlocked)
      } catch (error) {
        if (!this.#tablet) await db.delete()
        throw error
      }
    })
  }

  async unlock(personId: string, pin: string): Promise<Result> {
    const tablet = this.#tablet
    if (!tablet) return failed('vault.absent')
    return asResult(async () => {
      const opening = await tablet.vault.unlock(personId, pin)
      if (opening.ok) return this.#openTablet(personId, opening.unlocked)
      if (opening.problem.code === 'pin.exhausted') await this.wipe()
      else await this.#showLocked()
      throw new ProblemAnswer(opening.problem)
    })
  }

  /** Forgets keys and rows in memory; the work goes on after the next unlock. */
  async lock(): Promise<void> {
    if (!this.#tablet) return
    this.#place?.shut()
    await this.#showLocked()
  }

  /** A second officer on this tablet: password to the court, own PIN here, and the word of one who is on it. */
  async addPerson(input: {
    username: string; password: string; pin: string; vouchedBy: { person_id: string; pin: string }
  }): Promise<Result> {
    const tablet = this.#tablet
    if (!tablet || !this.#place) return failed('vault.absent')
    const { time } = this.#place
    return asResult(async () => {
      const { username, password } = input
      const { person } = await this.logins.login({ username, password, device_id: tablet.facts.id })
      const body = { device_id: tablet.facts.id }
      await deskAct({ type: 'devices.add_user', body, actor: person.id }, this.transport, time)
      const opening = await tablet.vault.addPerson({ id: person.id, name: person.name }, input.pin, input.vouchedBy)
      this.#set({ people: await tablet.vault.people() })
      if (!opening.ok) throw new ProblemAnswer(opening.problem)
    }).finally(() => this.logins.logout()) // the colleague's login must not read for the person at the screen
  }

  async changePin(old: string, next: string): Promise<Result> {
    const person = this.session.get().person
    const tablet = this.#tablet
    if (!person || !tablet) return failed('vault.absent')
    return asResult(async () => {
      const opening = await tablet.vault.changePin(person.id, old, next)
      if (!opening.ok) throw new ProblemAnswer(opening.problem)
    })
  }

  /** By order of the court, or after the last wrong PIN on a tablet that holds nothing unsent. */
  async wipe(): Promise<void> {
    this.#place?.leave()
    this.#place = null
    this.#tablet?.db.close()
    this.#tablet = null
    await this.logins.logout()
    const failures = await wipe()
    this.session.set({ ...NOBODY, phase: 'wiped', problem: failures.length ? `wipe.${failures.join('.')}` : null })
  }

  /** Whether this tablet holds what no receipt covers, also while it is locked. */
  async holdsUnsent(): Promise<boolean> {
    return this.#tablet ? holdsUnsent(this.#tablet.db) : false
  }

  async #findTablet(): Promise<Tablet | null> {
    if (!(await Database.exists(TABLET_DB))) return null
    const db = new Database(TABLET_DB)
    const facts = await db.getMeta<DeviceFacts>('device')
    if (facts) return { db, vault: this.#vaultOf(db), facts }
    await db.delete() // an enrolment the court never answered
    return null
  }

  #vaultOf(db: Database): Vault {
    const rounds = this.around.pinRounds ? { rounds: this.around.pinRounds } : {}
    return new Vault(db, this.around.locks, { now: () => this.around.clock.wall(), ...rounds })
  }

  async #openTablet(personId: string, { key, signer }: Unlocked): Promise<void> {
    const { db, facts, vault } = this.#tablet!
    this.#place ??= this.#workplace(db)
    const people = await vault.people()
    const person = people.find((each) => each.id === personId)!
    const login = this.logins.answer.get()
    if (login && login.person.id !== personId) await this.logins.logout() // a colleague's login reads nothing for us
    await this.#place.open({ key, person: personId, device: { id: facts.id, signer }, serverKey: facts.server_key })
    this.#set({
      phase: 'open', mode: 'tablet', people, person: { ...person, roles: this.#rolesOf(personId) }, device: deviceOf(facts),
      lockedUntil: null, wrongPins: 0, problem: null,
    })
    this.#showLogin() // leaving the desk for the tablet forgot how long the login lasts
    if (this.logins.state.get() !== 'valid') void this.logins.refresh().then(() => this.#dropForeignLogin())
  }

  async #openDesk(answer: LoginAnswer): Promise<void> {
    const name = DESK_PREFIX + newId()
    const released = new Promise<void>((resolve) => (this.#leaveDesk = resolve))
    void this.around.locks.hold(name, released, new AbortController().signal)
    this.#place = this.#workplace(new Database(name))
    const key = await importDataKey(randomBytes(32)) // in memory only: a desk leaves nothing readable behind
    await this.#place.open({ key, person: answer.person.id, device: null, serverKey: null })
    const { id, name: personName } = answer.person
    this.#set({ phase: 'open', mode: 'desk', person: { id, name: personName, roles: answer.roles }, problem: null })
  }

  async #closeDesk(phase: Phase): Promise<void> {
    const name = this.#place?.store.db.name
    this.#place?.leave()
    this.#place = null
    this.#leaveDesk()
    if (name) await deleteDatabases((each) => each === name)
    this.session.set({ ...NOBODY, phase, login: this.logins.state.get() })
  }

  #workplace(db: Database): Workplace {
    return new Workplace({
      around: this.around, db, transport: this.transport, login: this.logins.state,
      reader: () => this.logins.answer.get()?.person.id ?? null,
      revoked: () => void this.wipe(), refreshLogin: () => void this.logins.refresh().then(() => this.#dropForeignLogin()),
    })
  }

  async #ensureSamePerson(answer: LoginAnswer): Promise<void> {
    const here = this.session.get().person
    if (!here || here.id === answer.person.id) return
    await this.logins.logout()
    throw new NotAllowedHere('session.other_person')
  }

  async #dropForeignLogin(): Promise<void> {
    const login = this.logins.answer.get()
    if (login) await this.#ensureSamePerson(login).catch(() => undefined)
  }

  async #showLocked(): Promise<void> {
    const { db, vault, facts } = this.#tablet!
    status.rest({ ...NO_STATUS, ...(await countInClear(db)) })
    const { wrong, until } = await vault.attempts()
    const lockedUntil = until > this.around.clock.wall() ? new Date(until).toISOString() : null
    this.#set({
      phase: 'locked', mode: 'tablet', person: null, people: await vault.people(), device: deviceOf(facts), lockedUntil,
      wrongPins: wrong,
    })
  }

  #rolesOf(personId: string): string[] {
    const login = this.logins.answer.get()
    if (login?.person.id === personId) return login.roles
    const me = this.#place?.store.row('me', personId) ?? this.#place?.store.row('people', personId)
    return (me?.['roles'] as string[] | undefined) ?? []
  }

  #showLogin(): void {
    const answer = this.logins.answer.get()
    const { person } = this.session.get()
    const roles = person && answer?.person.id === person.id ? { person: { ...person, roles: answer.roles } } : {}
    this.#set({ login: this.logins.state.get(), expires_at: answer?.expires_at ?? null, ...roles })
  }

  #set(change: Partial<Session>): void {
    this.session.update((session) => ({ ...session, ...change }))
  }
}

function deviceOf({ id, name, court }: DeviceFacts): Session['device'] {
  return { id, name, court }
}

async function asResult(work: () => Promise<void>): Promise<Result> {
  try {
    await work()
    return OK
  } catch (error) {
    if (error instanceof ProblemAnswer) return { ok: false, problem: error.problem }
    if (error instanceof NotAllowedHere) return failed(error.code, error.params)
    if (error instanceof NoAnswer) return failed('network.none')
    console.error('session', error)
    return failed(codeOf(error))
  }
}

function codeOf(error: unknown): string {
  return error instanceof NotAllowedHere ? error.code : `storage.${(error as Error).name}`
}
