import { Dexie } from 'dexie'
import { NotAllowedHere } from '@/api/problems'
import type { Bytes } from '@/api/bytes'
import { BoxBroken, open, seal } from './crypto'
import { Database, watchDatabase, type PartRecord, type Trouble } from './database'
import type { Locks } from './locks'
import { Mirror } from './mirror'
import { Sealer, type AnyRow } from './records'
import { Cell } from './readable'
import type { Bell } from './bell'
import { mirrorWrites, sealWrites, type Writes } from './writes'

/** One piece of a photo or recording on disk; large enough to be few, small enough to decrypt in one go. */
export const PART_SIZE = 4 * 1024 * 1024

/** While one page after the other comes in, screens are drawn anew this often: drawing costs more than storing. */
const BREATH_MS = 3000

export type StoreState = 'locked' | 'open' | 'failing'

/**
 * The one way in and out of the local database. All writing goes through `write`: one strict transaction, one
 * writer at a time in all tabs, memory changed only after the commit.
 */
export class LocalStore {
  readonly mirror = new Mirror()
  readonly state = new Cell<StoreState>('locked')
  readonly trouble = new Cell<Trouble | null>(null)
  readonly #listeners = new Map<string, Set<() => void>>()
  readonly #visible = new Map<string, readonly AnyRow[]>()
  readonly #untold = new Set<string>()
  #breath: ReturnType<typeof setTimeout> | undefined
  #key: CryptoKey | null = null
  #sealer: Sealer | null = null
  #person: string | null = null

  constructor(readonly db: Database, private readonly locks: Locks, private readonly bell: Bell) {
    watchDatabase(db, (trouble) => this.#troubled(trouble))
    bell.listen(() => void this.#lookAgain())
  }

  get person(): string | null {
    return this.#person
  }

  /** Reads and decrypts everything but the bytes. Throws BoxBroken for a wrong key. */
  async unlock(key: CryptoKey, personId: string): Promise<void> {
    const sealer = new Sealer(key)
    await this.mirror.load(this.db, sealer)
    this.#key = key
    this.#sealer = sealer
    this.#person = personId
    this.state.set('open')
    this.#tellAll()
  }

  lock(): void {
    this.#breathe()
    this.#key = this.#sealer = this.#person = null
    this.mirror.clear()
    this.state.set('locked')
    this.#tellAll()
  }

  /** Rows of a collection the person at the screen may see, oldest first. */
  rows(collection: string): readonly AnyRow[] {
    let rows = this.#visible.get(collection)
    if (!rows) this.#visible.set(collection, (rows = this.mirror.visible(collection, this.#person)))
    return rows
  }

  row(collection: string, id: string): AnyRow | null {
    const found = this.mirror.rows.get(collection)?.get(id)
    return found?.row && this.#person !== null && found.holders.includes(this.#person) ? found.row : null
  }

  meta<T>(key: string): T | undefined {
    return this.mirror.meta.get(key) as T | undefined
  }

  /** Topics: collection names, and '@pending' '@attention' '@blobs' '@files' '@meta'. */
  subscribe(topic: string, changed: () => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set()
    this.#listeners.set(topic, listeners)
    listeners.add(changed)
    return () => listeners.delete(changed)
  }

  /**
   * Decides and commits alone: `decide` sees what every tab has committed, and nobody writes until it is done.
   * Throws NotAllowedHere `pad.locked` or `storage.full`; then nothing has changed, on disk or in memory.
   */
  async write<T>(decide: (mirror: Mirror) => Promise<{ writes: Writes; result: T }>): Promise<T> {
    return this.locks.exclusive(`${this.db.name}:write`, async () => {
      await this.#catchUp()
      const { writes, result } = await decide(this.mirror)
      await this.#commit(writes)
      return result
    })
  }

  /** Encrypts bytes into parts, ready for `Writes.parts`. */
  async sealParts(owner: string, bytes: Uint8Array, from: number = 0): Promise<PartRecord[]> {
    const key = this.#openKey()
    const parts: PartRecord[] = []
    for (let at = 0, n = from; at < bytes.length; at += PART_SIZE, n++) {
      const box = await seal(key, `parts/${owner}/${n}`, bytes.subarray(at, at + PART_SIZE))
      parts.push({ owner, n, box })
    }
    return parts
  }

  /** The bytes of a blob or file, part by part, in order. Throws BoxBroken. */
  async *readParts(owner: string): AsyncGenerator<Bytes> {
    const keys = await this.db.parts.where('[owner+n]').between([owner, 0], [owner, Infinity]).primaryKeys()
    for (const key of keys as unknown as [string, number][]) {
      yield await this.readPart(...key)
    }
  }

  /** Throws BoxBroken, also when the part is not there. */
  async readPart(owner: string, n: number): Promise<Bytes> {
    const part = await this.db.parts.get([owner, n])
    if (!part) throw new BoxBroken(`parts/${owner}/${n} is missing`)
    return open(this.#openKey(), `parts/${owner}/${n}`, part.box)
  }

  sealer(): Sealer {
    if (!this.#sealer) throw new NotAllowedHere('pad.locked')
    return this.#sealer
  }

  close(): void {
    this.lock()
    this.bell.close()
    this.db.close()
  }

  #openKey(): CryptoKey {
    if (!this.#key) throw new NotAllowedHere('pad.locked')
    return this.#key
  }

  async #catchUp(): Promise<void> {
    const sealer = this.sealer()
    const generation = (await this.#retrying(() => this.db.getMeta<number>('generation'))) ?? 0
    if (generation === this.mirror.generation) return
    await this.mirror.load(this.db, sealer)
    this.#tellAll()
  }

  async #commit(writes: Writes): Promise<void> {
    const generation = this.mirror.generation + 1
    const all = { ...writes, meta: { ...writes.meta, generation } }
    const sealed = await sealWrites(all, this.sealer())
    await this.#retrying(() => this.db.transaction('rw', this.db.tables, () => sealed.apply(this.db)))
    this.state.set('open')
    if (!this.#sealer) return // locked while committing: the disk has it, memory must not
    this.mirror.generation = generation
    this.#changed(mirrorWrites(all, this.mirror), writes.more ?? false)
  }

  /** Browsers close databases under memory pressure (pitfall 8.1): open again and try once more. */
  async #retrying<T>(work: () => PromiseLike<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof Dexie.DatabaseClosedError && this.trouble.get() !== 'upgrade.elsewhere') {
        await this.db.open()
        this.trouble.set(null)
        return work()
      }
      this.state.set('failing')
      throw isQuota(error) ? new NotAllowedHere('storage.full') : error
    }
  }

  async #lookAgain(): Promise<void> {
    if (!this.#sealer) return
    await this.locks.exclusive(`${this.db.name}:write`, async () => {
      if (this.#sealer) await this.#catchUp()
    }).catch(() => this.state.set('failing'))
  }

  #troubled(trouble: Trouble): void {
    this.trouble.set(trouble)
  }

  #changed(topics: Iterable<string>, more: boolean): void {
    for (const topic of topics) {
      this.#visible.delete(topic)
      this.#untold.add(topic)
    }
    if (more) this.#breath ??= setTimeout(() => this.#breathe(), BREATH_MS)
    else this.#breathe()
  }

  /** This tab's screens and the other tabs hear of everything they were not told yet. */
  #breathe(): void {
    clearTimeout(this.#breath)
    this.#breath = undefined
    if (this.#untold.size === 0) return
    const topics = [...this.#untold]
    this.#untold.clear()
    this.#tell(topics)
    this.bell.ring()
  }

  #tell(topics: Iterable<string>): void {
    for (const topic of topics) {
      for (const listener of [...(this.#listeners.get(topic) ?? [])]) listener()
    }
  }

  #tellAll(): void {
    this.#visible.clear()
    this.#tell([...this.#listeners.keys()])
  }
}

function isQuota(error: unknown): boolean {
  const names = [error, (error as { inner?: unknown } | null)?.inner].map((each) => (each as Error | null)?.name)
  return names.includes('QuotaExceededError')
}
