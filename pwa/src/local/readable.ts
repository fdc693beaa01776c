/** A value that can be looked at now and followed. The engine speaks to screens only through these. */
export interface Readable<T> {
  get(): T
  /** Calls back on every change, not with the present value; returns the way out. */
  subscribe(changed: (value: T) => void): () => void
}

export class Cell<T> implements Readable<T> {
  readonly #listeners = new Set<(value: T) => void>()
  #value: T

  constructor(value: T) {
    this.#value = value
  }

  get(): T {
    return this.#value
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    // A copy: a listener may leave, or bring another, while it is being told.
    for (const listener of [...this.#listeners]) listener(value)
  }

  update(change: (value: T) => T): void {
    this.set(change(this.#value))
  }

  subscribe(changed: (value: T) => void): () => void {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }
}

/** A cell that repeats another one, which may be exchanged: the same face before and after unlocking. */
export class Relay<T> extends Cell<T> {
  #stop: () => void = () => undefined

  follow(source: Readable<T>): void {
    this.#stop()
    this.#stop = source.subscribe((value) => this.set(value))
    this.set(source.get())
  }

  rest(value: T): void {
    this.#stop()
    this.#stop = () => undefined
    this.set(value)
  }
}
