import type { Locks } from '@/local/locks'
import { deleteDatabases } from '@/local/wipe'

/** Removes what closed or crashed desk tabs left; it cannot be read any more, since its key was only in memory. */
export async function sweepDesks(prefix: string, locks: Locks): Promise<void> {
  const names = (await indexedDB.databases()).map((each) => each.name ?? '').filter((name) => name.startsWith(prefix))
  for (const name of names) if (await locks.isFree(name)) await deleteDatabases((each) => each === name)
}

/** For the administrator's list of devices: browser and system, nothing that identifies the person. */
export function platformName(): string {
  if (typeof navigator === 'undefined') return 'unknown'
  const hints = (navigator as { userAgentData?: { platform?: string } }).userAgentData?.platform
  return (hints ?? navigator.userAgent).slice(0, 100)
}
