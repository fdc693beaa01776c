const FIRST_MS = 1_000
const LONGEST_MS = 5 * 60_000

/**
 * How long to wait after the nth failure in a row (n from 1): doubling, with jitter over the upper half, so that
 * forty tablets that lost the same line do not come back in the same second.
 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1))
  return Math.round(full / 2 + (full / 2) * random())
}
