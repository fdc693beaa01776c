import { readOnline } from '@/session'

/** 'unsupported': no push in this browser; 'denied': the person said no in the browser's own dialog. */
export type PushState = 'unsupported' | 'not_here' | 'off' | 'on' | 'denied'

function supported(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis
}

async function current(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration()
  return (await registration?.pushManager.getSubscription()) ?? null
}

export async function pushState(): Promise<PushState> {
  if (!supported()) return 'unsupported'
  if (Notification.permission === 'denied') return 'denied'
  return (await current()) ? 'on' : 'off'
}

/** The subscription as the server wants it, or why there is none. `not_here`: this court rings nobody. */
export async function subscribe(): Promise<{ endpoint: string; keys: Record<string, string> } | Exclude<PushState, 'on' | 'off'>> {
  if (!supported()) return 'unsupported'
  const { public_key } = await readOnline<{ public_key: string | null }>('/api/push/public-key')
  if (!public_key) return 'not_here'
  if ((await Notification.requestPermission()) !== 'granted') return 'denied'
  const registration = await navigator.serviceWorker.ready
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: public_key })
  const { endpoint, keys } = made.toJSON()
  return { endpoint: endpoint ?? made.endpoint, keys: keys ?? {} }
}

export async function unsubscribe(): Promise<void> {
  await (await current())?.unsubscribe()
}
