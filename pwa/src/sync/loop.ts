import { Cell } from '@/local/readable'
import { NoAnswer } from '@/api/problems'
import { backoffMs } from './backoff'

/** Why the loop is woken. The urgent ones do not wait for a back-off to end. */
export type Reason = 'start' | 'online' | 'doorbell' | 'timer' | 'command' | 'user' | 'uploaded' | 'answered'
const URGENT: ReadonlySet<Reason> = new Set<Reason>(['start', 'online', 'user'])

/** One kind of work that is done alone, again when it was rung during a run, and later when it failed. */
export class Loop {
  readonly busy = new Cell(false)
  #running: Promise<void> | null = null
  #again = false
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | null = null
  #stopped = true

  constructor(private readonly work: () => Promise<void>, private readonly failed: (error: unknown) => void) {}

  start(): void {
    this.#stopped = false
    this.#failures = 0
  }

  stop(): void {
    this.#stopped = true
    this.#clearTimer()
  }

  ring(reason: Reason): void {
    if (this.#stopped || (this.#timer !== null && !URGENT.has(reason))) return
    this.#clearTimer()
    if (this.#running) this.#again = true
    else this.#running = this.#run()
  }

  /** Resolves when nothing runs any more (a wait after a failure does not count as running). */
  async quiet(): Promise<void> {
    while (this.#running) await this.#running
  }

  async #run(): Promise<void> {
    this.busy.set(true)
    try {
      await this.work()
      this.#failures = 0
    } catch (error) {
      this.#later(error)
    }
    this.busy.set(false)
    this.#running = null
    if (!this.#again || this.#stopped || this.#timer !== null) return
    this.#again = false
    this.#running = this.#run()
  }

  #later(error: unknown): void {
    if (this.#stopped) return // locked or closed in the middle: the next start does it again
    if (!(error instanceof NoAnswer)) this.failed(error)
    this.#failures += 1
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.ring('timer')
    }, backoffMs(this.#failures))
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
