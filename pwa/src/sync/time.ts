import { newId } from '@/api/ids'
import type { EnvelopeClock, HeldToken, TimeToken } from '@/api/types'
import { Cell } from '@/local/readable'
import { verifyProof } from '@/local/crypto'

/** The device's two clocks. `mono` cannot be set by hand, but starts again with every page: hence `session`. */
export interface Clock {
  wall(): number
  mono(): number
  readonly session: string
}

export function pageClock(): Clock {
  return { wall: () => Date.now(), mono: () => Math.floor(performance.now()), session: newId() }
}

/** A token this old (monotonic) is replaced: the bracket around an act is as wide as its token is old. */
const TOKEN_FRESH_MS = 10 * 60_000

export class TimeKeeper {
  /** Device minus server, milliseconds; null until the server was heard. */
  readonly offset = new Cell<number | null>(null)
  #token: HeldToken | null = null

  constructor(readonly clock: Clock) {}

  /** The newest token from an earlier page, as stored. */
  remember(token: HeldToken | null | undefined): void {
    if (token && !this.#token) this.#token = token
  }

  stamp(): { occurred_at: string; clock: EnvelopeClock } {
    const { wall, mono, session } = this.clock
    return {
      occurred_at: new Date(wall()).toISOString(),
      clock: { session, mono_ms: mono(), token: this.#token },
    }
  }

  needsToken(): boolean {
    const token = this.#token
    return token?.session !== this.clock.session || this.clock.mono() - token.mono_ms > TOKEN_FRESH_MS
  }

  /** Takes a token that just arrived; one the pinned key did not sign is ignored. Returns what to store. */
  async take(token: TimeToken, serverSpki: string | null): Promise<HeldToken | null> {
    if (serverSpki !== null && !(await verifyProof(token, serverSpki))) return null
    const { session } = this.clock
    this.#token = { id: token.id, server_time: token.server_time, session, mono_ms: this.clock.mono() }
    return this.#token
  }

  /** Learns the offset from an answer; half the round trip is the best guess for the way back. */
  heard(serverTime: string, sentAtMono: number): void {
    const server = Date.parse(serverTime)
    if (Number.isNaN(server)) return
    const way = (this.clock.mono() - sentAtMono) / 2
    this.offset.set(Math.round(this.clock.wall() - way - server))
  }
}
