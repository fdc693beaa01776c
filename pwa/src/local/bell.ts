/** Tells the other tabs that something was committed; they read it again from the database. */
export interface Bell {
  ring(): void
  listen(heard: () => void): void
  close(): void
}

export function tabBell(name: string): Bell {
  if (typeof BroadcastChannel === 'undefined') return new SilentBell()
  const channel = new BroadcastChannel(name)
  return {
    ring: () => channel.postMessage('committed'),
    listen: (heard) => channel.addEventListener('message', heard),
    close: () => channel.close(),
  }
}

export class SilentBell implements Bell {
  ring(): void {
    // one tab only: nobody to tell
  }
  listen(_heard: () => void): void {
    // one tab only: nobody rings
  }
  close(): void {
    // nothing is held
  }
}
