import type { LocalStore } from './store'
import type { AnyRow } from './records'
import { Cell } from './readable'

export interface Health {
  open: boolean
  /** Whether the server was asked at least once, or cannot be asked now. */
  complete: boolean
  failing: string | null
}

const NOTHING: readonly AnyRow[] = Object.freeze([])

/** The store this page looks at. It may be exchanged (a desk becomes a tablet); screens keep their subscriptions. */
class CurrentPad {
  readonly health = new Cell<Health>({ open: false, complete: false, failing: null })
  readonly #topics = new Map<string, Set<() => void>>()
  #store: LocalStore | null = null
  #stops: (() => void)[] = []

  use(store: LocalStore | null): void {
    for (const stop of this.#stops) stop()
    this.#store = store
    this.#stops = store ? [...this.#topics.keys()].map((topic) => this.#relay(store, topic)) : []
    if (store) this.#stops.push(store.state.subscribe(() => this.#feel()), store.trouble.subscribe(() => this.#feel()))
    this.#feel()
    for (const topic of this.#topics.keys()) this.#tell(topic)
  }

  setComplete(complete: boolean): void {
    this.health.update((health) => (health.complete === complete ? health : { ...health, complete }))
  }

  /** For what a feature keeps here beside rows: half-typed forms. Null while nobody has unlocked. */
  get store(): LocalStore | null {
    return this.#store
  }

  rows(collection: string): readonly AnyRow[] {
    return this.#store?.rows(collection) ?? NOTHING
  }

  row(collection: string, id: string): AnyRow | null {
    return this.#store?.row(collection, id) ?? null
  }

  subscribe(topic: string, changed: () => void): () => void {
    let listeners = this.#topics.get(topic)
    if (!listeners) {
      this.#topics.set(topic, (listeners = new Set()))
      if (this.#store) this.#stops.push(this.#relay(this.#store, topic))
    }
    listeners.add(changed)
    return () => listeners.delete(changed)
  }

  #relay(store: LocalStore, topic: string): () => void {
    return store.subscribe(topic, () => this.#tell(topic))
  }

  #tell(topic: string): void {
    for (const listener of [...(this.#topics.get(topic) ?? [])]) listener()
  }

  #feel(): void {
    const state = this.#store?.state.get() ?? 'locked'
    const trouble = this.#store?.trouble.get() ?? null
    const failing = trouble ?? (state === 'failing' ? 'storage.failing' : null)
    this.health.update((health) => ({ ...health, open: state !== 'locked', failing }))
  }
}

export const pad = new CurrentPad()
