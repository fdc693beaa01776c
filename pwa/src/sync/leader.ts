import { Cell } from '@/local/readable'
import type { Locks } from '@/local/locks'

/** One tab works: the one that holds the lock. The next takes over when it closes, crashes or locks itself. */
export class Leader {
  readonly leading = new Cell(false)
  #release: () => void = () => undefined
  #giveUp: AbortController | null = null

  constructor(private readonly locks: Locks, private readonly name: string) {}

  start(lead: () => void, step_down: () => void): void {
    if (this.#giveUp) return
    const giveUp = (this.#giveUp = new AbortController())
    const released = new Promise<void>((resolve) => (this.#release = resolve))
    // The lock is granted when `whenHeld` is first awaited by it; a thenable tells us that moment.
    const whenHeld = lazily(() => {
      if (giveUp.signal.aborted) return Promise.resolve()
      this.leading.set(true)
      lead()
      return released
    })
    void this.locks.hold(this.name, whenHeld, giveUp.signal).finally(() => {
      if (this.leading.get()) step_down()
      this.leading.set(false)
    })
  }

  stop(): void {
    this.#giveUp?.abort()
    this.#giveUp = null
    this.#release()
  }
}

function lazily(start: () => Promise<void>): Promise<void> {
  return { then: (ok: never, bad: never) => start().then(ok, bad) } as unknown as Promise<void>
}
