/** The part of the Web Locks API that is used; tests and lock-less browsers get `PageLocks`. */
export interface Locks {
  /** Runs `work` alone among all holders of `name` in this browser profile. */
  exclusive<T>(name: string, work: () => Promise<T>): Promise<T>
  /** Waits for `name`, keeps it until `released` settles; `signal` gives up waiting. */
  hold(name: string, released: Promise<unknown>, signal: AbortSignal): Promise<boolean>
  isFree(name: string): Promise<boolean>
}

export function browserLocks(): Locks {
  return typeof navigator !== 'undefined' && navigator.locks ? new WebLocks(navigator.locks) : new PageLocks()
}

class WebLocks implements Locks {
  constructor(private readonly locks: LockManager) {}

  async exclusive<T>(name: string, work: () => Promise<T>): Promise<T> {
    return (await this.locks.request(name, work)) as T
  }

  async hold(name: string, released: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
    try {
      await this.locks.request(name, { signal }, () => released)
      return true
    } catch (error) {
      if (signal.aborted) return false
      throw error
    }
  }

  async isFree(name: string): Promise<boolean> {
    return await this.locks.request(name, { ifAvailable: true }, (lock) => lock !== null)
  }
}

/** The same promises within one page (and in tests between pages that share the object). */
export class PageLocks implements Locks {
  readonly #tails = new Map<string, Promise<unknown>>()
  readonly #held = new Map<string, number>()

  async exclusive<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(name) ?? Promise.resolve()
    const mine = before.catch(() => undefined).then(work)
    const settled = mine.catch(() => undefined)
    this.#tails.set(name, settled)
    this.#held.set(name, (this.#held.get(name) ?? 0) + 1)
    try {
      return await mine
    } finally {
      this.#held.set(name, (this.#held.get(name) ?? 1) - 1)
    }
  }

  async hold(name: string, released: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
    return this.exclusive(name, async () => {
      if (signal.aborted) return false
      await released
      return true
    })
  }

  async isFree(name: string): Promise<boolean> {
    return (this.#held.get(name) ?? 0) === 0
  }
}
