/** A local database that is open, with its engine running: what a desk and a tablet have in common. */
import type { ServerKey } from '@/api/types'
import { Database } from '@/local/database'
import { pad } from '@/local/current'
import type { Cell } from '@/local/readable'
import { LocalStore } from '@/local/store'
import { useKeeper } from '@/device/keeper'
import { Captures } from '@/sync/captures'
import { useEngine } from '@/sync/current'
import { Engine, type LoginState } from '@/sync/engine'
import { projections } from '@/sync/projections'
import type { DeviceIdentity } from '@/sync/proof'
import { caughtUp } from '@/sync/pull'
import { TimeKeeper } from '@/sync/time'
import type { Transport } from '@/sync/transport'
import { Files } from './files'
import type { Surroundings } from './parts'

export interface WorkplaceParts {
  around: Surroundings
  db: Database
  transport: Transport
  login: Cell<LoginState>
  reader: () => string | null
  revoked: () => void
  refreshLogin: () => void
}

export interface Opening {
  key: CryptoKey
  person: string
  device: DeviceIdentity | null
  serverKey: ServerKey | null
}

export class Workplace {
  readonly store: LocalStore
  readonly time: TimeKeeper
  readonly files: Files
  #engine: Engine | null = null
  #device: DeviceIdentity | null = null

  constructor(private readonly parts: WorkplaceParts) {
    const { around, db, transport } = parts
    this.store = new LocalStore(db, around.locks, around.bell(db.name))
    this.time = new TimeKeeper(around.clock)
    this.files = new Files(this.store, transport)
  }

  get engine(): Engine | null {
    return this.#engine
  }

  get device(): DeviceIdentity | null {
    return this.#device
  }

  /** Throws BoxBroken when the key is not this database's. */
  async open({ key, person, device, serverKey }: Opening): Promise<void> {
    await this.store.unlock(key, person)
    const { around, transport, login, reader, revoked, refreshLogin } = this.parts
    const engine = new Engine({
      store: this.store, transport, device, serverKey, projections, time: this.time, locks: around.locks,
      doorbell: around.doorbell(), origin: around.origin, appVersion: around.appVersion, login, reader, revoked, refreshLogin,
      complete: () => pad.setComplete(true),
    })
    this.#engine = engine
    this.#device = device
    pad.setComplete(caughtUp(this.store, person) || login.get() !== 'valid')
    pad.use(this.store)
    useEngine(engine)
    if (device) useKeeper(keeperOf(engine, this))
    engine.start()
  }

  /** Stops working and forgets every key and row in memory. The disk keeps its boxes. */
  shut(): void {
    useKeeper(null)
    this.#engine?.stop()
    this.#engine = null
    this.#device = null
    useEngine(null)
    this.store.lock()
  }

  /** After `shut`: lets go of the database altogether. */
  leave(): void {
    this.shut()
    pad.use(null)
    this.store.close()
  }

  private get locks() {
    return this.parts.around.locks
  }

  captures(engine: Engine): Captures {
    return new Captures(engine, this.store, this.locks)
  }
}

function keeperOf(engine: Engine, place: Workplace) {
  const captures = place.captures(engine)
  return {
    keep: captures.keep.bind(captures), begin: captures.begin.bind(captures), addPart: captures.addPart.bind(captures),
    finish: captures.finish.bind(captures), drop: captures.drop.bind(captures), leftovers: captures.leftovers.bind(captures),
    keepThumbnail: (id: string, jpeg: Uint8Array) => place.files.storeThumbnail(id, jpeg),
  }
}
