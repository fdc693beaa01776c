/**
 * Takes everything of ours off this browser: databases, caches, OPFS, web storage, the service worker.
 * Goes on when a part fails, because a half-done wipe must still be as complete as it can be; returns what failed.
 */
export async function wipe(prefix: string = 'zhixing'): Promise<string[]> {
  const failures: string[] = []
  const attempt = async (name: string, work: () => Promise<unknown>) => {
    try {
      await work()
    } catch {
      failures.push(name)
    }
  }
  await attempt('databases', () => deleteDatabases((name) => name.startsWith(prefix)))
  await attempt('caches', clearCaches)
  await attempt('files', clearPrivateFiles)
  await attempt('storage', async () => {
    globalThis.localStorage?.clear()
    globalThis.sessionStorage?.clear()
  })
  await attempt('worker', unregisterWorkers)
  return failures
}

export async function deleteDatabases(which: (name: string) => boolean): Promise<void> {
  const names = (await indexedDB.databases()).map((each) => each.name).filter((name) => name !== undefined)
  await Promise.all(names.filter(which).map(deleteDatabase))
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    // A blocked deletion happens as soon as the other tab steps aside (versionchange), which ours do at once.
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error)
  })
}

async function clearCaches(): Promise<void> {
  if (typeof caches === 'undefined') return
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)))
}

async function clearPrivateFiles(): Promise<void> {
  if (typeof navigator === 'undefined' || !navigator.storage?.getDirectory) return
  const root = await navigator.storage.getDirectory()
  const names: string[] = []
  for await (const name of (root as unknown as { keys(): AsyncIterable<string> }).keys()) names.push(name)
  await Promise.all(names.map((name) => root.removeEntry(name, { recursive: true })))
}

async function unregisterWorkers(): Promise<void> {
  if (typeof navigator === 'undefined' || !navigator.serviceWorker) return
  const workers = await navigator.serviceWorker.getRegistrations()
  await Promise.all(workers.map((worker) => worker.unregister()))
}
