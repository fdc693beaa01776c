/** Doors of the server that are not the app: a navigation there must reach the server (docs/protocol.md, design 4). */
const DOORS = ['api', 'socket.io', 'd', 'gateway', 'calendar', 'healthz', 'readyz', 'metrics', 'verify', 'trust']

/** Paths that go past the worker, as patterns: a worker that sees no business request is in nobody's way, and can be replaced. */
export const pastTheWorker: string[] = DOORS.flatMap((door) => [`/${door}`, `/${door}/*`])

/** True when the app's own page answers this path, online or not. */
export function isShellNavigation(pathname: string): boolean {
  const first = pathname.split('/')[1] ?? ''
  return !DOORS.includes(first)
}
