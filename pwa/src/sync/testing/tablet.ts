/** A tablet for tests: real database (fake-indexeddb), real keys, real engine, a line to a fake court. */
import 'fake-indexeddb/auto'
import type { Commands, CommandType } from '@/api/commands'
import { newId } from '@/api/ids'
import { SilentBell, type Bell } from '@/local/bell'
import { Database } from '@/local/database'
import { PageLocks, type Locks } from '@/local/locks'
import { Cell } from '@/local/readable'
import { LocalStore } from '@/local/store'
import { Vault, type Unlocked } from '@/local/vault'
import { NoAnswer, ProblemAnswer } from '@/api/problems'
import { Captures } from '../captures'
import { SilentDoorbell } from '../doorbell'
import { Engine, type Act, type LoginState } from '../engine'
import { projections } from '../projections'
import { TimeKeeper, type Clock } from '../time'
import { Transport } from '../transport'
import type { FakeCourt } from './court'

export const OFFICER = '01890000-0000-7000-8000-00000000000a'
export const CASE = '01890000-0000-7000-8000-0000000000c1'
const PIN = '246813'

export interface TabletOptions {
  name?: string
  locks?: Locks
  bell?: Bell
  person?: string
}

export class Tablet {
  readonly login = new Cell<LoginState>('valid')
  wiped = false
  store!: LocalStore
  engine!: Engine
  captures!: Captures
  keys!: Unlocked
  clock!: Clock

  private constructor(
    readonly court: FakeCourt, readonly name: string, readonly deviceId: string, readonly options: Required<TabletOptions>,
  ) {}

  static async enrolled(court: FakeCourt, options: TabletOptions = {}): Promise<Tablet> {
    const name = options.name ?? `tablet-${newId()}`
    const rest = { name, locks: options.locks ?? new PageLocks(), bell: options.bell ?? new SilentBell(), person: options.person ?? OFFICER }
    const tablet = new Tablet(court, name, newId(), rest)
    const db = new Database(name)
    const vault = new Vault(db, rest.locks, { rounds: 10 })
    tablet.keys = await vault.create({ id: rest.person, name: '李二河' }, PIN)
    court.enrol(tablet.deviceId, (await vault.publicKey())!, [rest.person])
    court.loggedIn = rest.person
    db.close()
    await tablet.open()
    return tablet
  }

  /** The same tablet in another tab of the browser: same disk, same locks, own memory. */
  async secondTab(): Promise<Tablet> {
    const tab = new Tablet(this.court, this.name, this.deviceId, this.options)
    await tab.open()
    return tab
  }

  /** Opens the app on this tablet again, as after a crash: only what is on the disk is known. */
  async open(): Promise<void> {
    const { locks, bell, person } = this.options
    const db = new Database(this.name)
    const vault = new Vault(db, locks, { rounds: 10 })
    const opening = await vault.unlock(person, PIN)
    if (!opening.ok) throw new Error(opening.problem.code)
    this.keys = opening.unlocked
    this.store = new LocalStore(db, locks, bell)
    await this.store.unlock(this.keys.key, person)
    this.clock = { wall: () => Date.now(), mono: () => Math.floor(performance.now()), session: newId() }
    this.engine = this.#engine(locks)
    this.captures = new Captures(this.engine, this.store, locks)
  }

  #engine(locks: Locks): Engine {
    const { court } = this
    const transport = new Transport({ fetch: court.fetch as typeof fetch, origin: court.origin, csrf: () => null, now: this.clock.wall })
    return new Engine({
      store: this.store, transport, device: { id: this.deviceId, signer: this.keys.signer }, serverKey: court.serverKey,
      projections, time: new TimeKeeper(this.clock), locks, doorbell: new SilentDoorbell(), origin: court.origin,
      appVersion: '1.0.0', login: this.login, reader: () => this.options.person, refreshLogin: () => undefined,
      revoked: () => (this.wiped = true), complete: () => undefined,
    })
  }

  /** The app dies: nothing is said goodbye to. */
  crash(): void {
    this.engine.stop()
    this.store.close()
  }

  act<T extends CommandType>(type: T, body: Commands[T], basedOn: string[] = []): Promise<Act> {
    return this.engine.act({ type, body: body as Record<string, unknown>, basedOn })
  }

  async photo(bytes: Uint8Array, caption = '客厅'): Promise<{ evidence_id: string; act: Act; sha256: string }> {
    const evidence_id = newId()
    const body = {
      evidence_id, case_id: CASE, kind: 'photo', visit_id: null, item_id: null, shot: null, caption, source: 'camera',
      file_name: null, position: { none: 'position.denied' }, camera: null, duration_ms: null,
    }
    return { evidence_id, ...(await this.captures.keep(body, bytes, 'image/jpeg')) }
  }

  /** Rounds of hand-in and reading by hand, without timers, until nothing moves; what fails is tried again later. */
  async sync(rounds = 6): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      for (const work of [this.engine.sender, this.engine.uploader, this.engine.sender, this.engine.puller]) {
        await work.work().catch((error: unknown) => {
          if (!(error instanceof NoAnswer || error instanceof ProblemAnswer)) throw error
        })
      }
    }
  }

  unsent(): number {
    return this.store.mirror.acts().filter((act) => act.state !== 'accepted').length
  }
}

export function someBytes(size: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(size)
  let state = seed >>> 0 || 1
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}
