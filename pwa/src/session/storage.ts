/** The browser's own storage manager, where there is one. */
export function storageManager(): StorageManager | undefined {
  return typeof navigator === 'undefined' ? undefined : navigator.storage
}

/** Asks the browser never to evict this tablet's data; true when it agreed (pitfalls 8.1). */
export async function keepStorage(): Promise<boolean> {
  const storage = storageManager()
  return ((await storage?.persisted?.()) ?? false) || ((await storage?.persist?.()) ?? false)
}
