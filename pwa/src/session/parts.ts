import { browserLocks, type Locks } from '@/local/locks'
import { tabBell, type Bell } from '@/local/bell'
import { SocketDoorbell, type Doorbell } from '@/sync/doorbell'
import { pageClock, type Clock } from '@/sync/time'
import { APP_VERSION } from '@/version'

/** What the house around the pad offers; tests bring their own. */
export interface Surroundings {
  fetch: typeof fetch
  origin: string
  locks: Locks
  clock: Clock
  appVersion: string
  bell: (name: string) => Bell
  doorbell: () => Doorbell
  /** PBKDF2 rounds; undefined: the real figure. */
  pinRounds?: number
}

export function browserSurroundings(): Surroundings {
  const { origin } = window.location
  return {
    fetch: (...request) => window.fetch(...request), origin, locks: browserLocks(), clock: pageClock(),
    appVersion: APP_VERSION, bell: tabBell, doorbell: () => new SocketDoorbell(origin),
  }
}
