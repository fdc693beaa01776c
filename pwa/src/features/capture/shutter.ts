import { Cell } from '@/local/readable'

/**
 * The shutter: takes pictures one after the other, seals at most `limit` at a time, and says "taken" only when the
 * seal is set. Three full pictures in memory are the most a burst of 200 ever holds, whatever the fingers do.
 */
export const AT_ONCE = 3

export interface Sealed { evidence_id: string; sha256: string }
export interface ShutterState {
  sealing: number
  sealed: number
  last: Sealed | null
  failures: readonly unknown[]
}
export interface Shutter {
  readonly state: Cell<ShutterState>
  press(): 'taken' | 'busy'
  idle(): Promise<void>
  forgive(): void
}

interface Parts<P> {
  take: () => Promise<P>
  seal: (photo: P) => Promise<Sealed>
  limit?: number
}

export function makeShutter<P>({ take, seal, limit = AT_ONCE }: Parts<P>): Shutter {
  const state = new Cell<ShutterState>({ sealing: 0, sealed: 0, last: null, failures: [] })
  let lens: Promise<unknown> = Promise.resolve()
  let idlers: (() => void)[] = []

  async function one(): Promise<void> {
    try {
      // A camera takes one picture at a time; sealing the one before goes on meanwhile.
      const photo = lens.then(take)
      lens = photo.catch(() => undefined)
      const last = await seal(await photo)
      state.update((now) => ({ ...now, sealed: now.sealed + 1, last }))
    } catch (failure) {
      state.update((now) => ({ ...now, failures: [...now.failures, failure] }))
    } finally {
      state.update((now) => ({ ...now, sealing: now.sealing - 1 }))
      if (state.get().sealing === 0) idlers.splice(0).forEach((resolve) => resolve())
    }
  }

  return {
    state,
    press() {
      if (state.get().sealing >= limit) return 'busy'
      state.update((now) => ({ ...now, sealing: now.sealing + 1 }))
      void one()
      return 'taken'
    },
    idle: () => (state.get().sealing === 0 ? Promise.resolve() : new Promise((resolve) => { idlers = [...idlers, resolve] })),
    forgive: () => state.update((now) => ({ ...now, failures: [] })),
  }
}
