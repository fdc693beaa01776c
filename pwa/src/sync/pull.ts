import { ProblemAnswer } from '@/api/problems'
import type { AppVersions, Change, PullAnswer, ServerKey } from '@/api/types'
import { rowKey } from '@/local/records'
import type { LocalStore } from '@/local/store'
import { pageWrites, unseen } from './apply'
import { judgeHeads } from './heads'
import type { Projections } from './registry'
import type { TimeKeeper } from './time'
import type { Transport } from './transport'

const PAGE_ROWS = 500

export interface PullerParts {
  store: LocalStore
  transport: Transport
  deviceId: string | null
  serverKey: ServerKey | null
  alarm: (code: string) => void
  projections: Projections
  time: TimeKeeper
  /** False while there is no login of the person at the screen: nothing may be read then. */
  mayRead: () => boolean
  loginExpired: () => void
  heard: (app: AppVersions | null) => void
  complete: () => void
}

/** Everything that was there for this person has arrived: a first pull of many pages ends with the last of them. */
export function caughtUp(store: LocalStore, person: string): boolean {
  return store.meta(`cursor:${person}`) !== undefined && !store.meta<boolean>(`behind:${person}`)
}

interface Asked {
  cursor: string
  answer: Promise<PullAnswer>
}

/** Reads the feed to its end. Each page and its cursor are stored in one transaction. */
export class Puller {
  #seen: Set<string> | null = null // keys of a reading from the beginning after a lost cursor
  #ahead: Asked | null = null

  constructor(private readonly parts: PullerParts) {}

  /** Throws NoAnswer, ProblemAnswer. An expired login ends the pass quietly: handing in goes on without it. */
  async work(): Promise<void> {
    const { store } = this.parts
    const person = store.person
    if (!person || !this.parts.mayRead()) return
    const accepted = new Set(store.mirror.acts().filter((act) => act.state === 'accepted').map((act) => act.envelope.id))
    this.#ahead = null
    try {
      while (await this.#page(person, accepted)) continue
      this.parts.complete()
    } catch (error) {
      if (!(error instanceof ProblemAnswer)) throw error
      if (error.status === 401) this.parts.loginExpired()
      else if (error.status === 410) await this.#startOver(person)
      else throw error
    }
  }

  async #page(person: string, accepted: ReadonlySet<string>): Promise<boolean> {
    const { store, projections } = this.parts
    const cursor = this.#cursor(person)
    const asked = this.#ahead?.cursor === cursor ? this.#ahead : this.#ask(cursor)
    const page = await asked.answer
    // The next page travels while this one is encrypted and stored, which on a slow tablet takes as long.
    this.#ahead = page.more ? this.#ask(page.cursor) : null
    this.parts.heard(page.app ?? null)
    for (const change of page.changes) this.#seen?.add(rowKey(change.collection, change.id))
    const heads = await judgeHeads(store, [page.head], this.parts.serverKey)
    heads.alarms.forEach((code) => this.parts.alarm(code))
    const settled = page.more ? new Set<string>() : accepted
    const stored = await store.write(async (mirror) => {
      // Another tab or an earlier answer may have moved on; an old page must not set the cursor back.
      if (this.#cursor(person) !== cursor) return { writes: {}, result: false }
      const changes = page.more ? page.changes : [...page.changes, ...this.#gone(person)]
      const writes = pageWrites(mirror, { person, changes, settled }, projections)
      writes.meta = { [`cursor:${person}`]: page.cursor, [`behind:${person}`]: page.more, [`resync:${person}`]: this.#seen !== null && page.more }
      writes.heads = heads.keep
      writes.more = page.more
      return { writes, result: true }
    })
    if (stored && !page.more) this.#seen = null
    return page.more
  }

  #ask(cursor: string): Asked {
    const { transport, time } = this.parts
    const sentAt = time.clock.mono()
    const answer = transport.get<PullAnswer>(this.#path(cursor)).then((page) => {
      time.heard(page.server_time, sentAt) // when it comes, not when its turn comes
      return page
    })
    answer.catch(() => undefined) // thrown where the page is awaited; nobody misses one that is not
    return { cursor, answer }
  }

  #cursor(person: string): string {
    const { store } = this.parts
    // A reading from the beginning that was interrupted starts again: only a complete one may forget rows.
    if (store.meta<boolean>(`resync:${person}`) && this.#seen === null) {
      this.#seen = new Set()
      return ''
    }
    return store.meta<string>(`cursor:${person}`) ?? ''
  }

  #gone(person: string): Change[] {
    return this.#seen ? unseen(this.parts.store.mirror, person, this.#seen) : []
  }

  #path(cursor: string): string {
    const query = new URLSearchParams({ cursor, limit: String(PAGE_ROWS) })
    if (this.parts.deviceId) query.set('device_id', this.parts.deviceId)
    return `/api/sync/pull?${query.toString()}`
  }

  /** The server does not know the cursor any more: read everything again, keep what is on screen until then. */
  async #startOver(person: string): Promise<void> {
    this.#seen = new Set()
    await this.parts.store.write(async () =>
      ({ writes: { meta: { [`cursor:${person}`]: '', [`resync:${person}`]: true } }, result: undefined }))
    await this.work()
  }
}
