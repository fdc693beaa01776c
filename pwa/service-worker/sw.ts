/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { registerRoute } from 'workbox-routing'
import { isShellNavigation, pastTheWorker } from './navigation'
import { asNotification, pathToOpen } from './notifications'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] }

// The shell and nothing else: no business request passes through here, so no photo can be emptied by a worker.
cleanupOutdatedCaches()
precacheAndRoute(self.__WB_MANIFEST)
const shell = createHandlerBoundToURL('/index.html')
registerRoute(({ request, url }) => request.mode === 'navigate' && isShellNavigation(url.pathname), shell)

// A browser waits up to minutes for a worker that has a request in hand before the next version may take over.
self.addEventListener('install', (event) => {
  const install = event as ExtendableEvent & { addRoutes?(routes: object[]): Promise<void> }    // Chromium alone, from 123
  const routes = pastTheWorker.map((urlPattern) => ({ condition: { urlPattern }, source: 'network' }))
  if (install.addRoutes) install.waitUntil(install.addRoutes(routes).catch(() => undefined))
})

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

// A new version waits until the page says that nothing is being captured.
self.addEventListener('message', (event) => {
  if (event.data === 'apply-update') void self.skipWaiting()
})

self.addEventListener('push', (event) => {
  const { title, options, unread } = asNotification(event.data?.text() ?? '')
  const badge = 'setAppBadge' in navigator && unread !== null ? navigator.setAppBadge(unread).catch(() => undefined) : null
  event.waitUntil(Promise.all([self.registration.showNotification(title, options), badge]))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(pathToOpen(event.notification.data)))
})

async function open(path: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = pages[0]
  if (page === undefined) {
    await self.clients.openWindow(path)
    return
  }
  page.postMessage({ open: path })
  await page.focus()
}
