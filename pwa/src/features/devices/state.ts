export interface Held { known: boolean; acts: number; blobs: number; bytes: number; pending: number }

/** The device's own account of itself (docs/protocol.md 3), as far as it gave one. */
export function stateOf(state: Record<string, unknown> | null | undefined): Held {
  const number = (name: string) => (typeof state?.[name] === 'number' ? state[name] as number : 0)
  const [acts, blobs] = [number('pending_acts'), number('pending_blobs')]
  return { known: Boolean(state && 'pending_acts' in state), acts, blobs, bytes: number('pending_bytes'), pending: acts + blobs }
}
