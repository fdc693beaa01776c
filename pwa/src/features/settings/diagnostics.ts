import { session } from '@/session'
import { status } from '@/sync'
import { APP_VERSION } from '@/version'
import { shellIsOffline } from '@/shell/update'

/** What the court's technicians need to help, and nothing of any case: counts, versions and states only. */
export async function diagnostics(): Promise<Record<string, unknown>> {
  const estimate = await navigator.storage?.estimate?.().catch(() => null)
  const { phase, mode, login, device } = session.get()
  return {
    made_at: new Date().toISOString(), app_version: APP_VERSION, user_agent: navigator.userAgent, languages: navigator.languages,
    screen: { width: innerWidth, height: innerHeight, ratio: devicePixelRatio }, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    session: { phase, mode, login, device_id: device?.id ?? null }, status: status.get(),
    storage: estimate ? { usage: estimate.usage, quota: estimate.quota, persisted: await navigator.storage.persisted() } : null,
    worker: shellIsOffline(), online: navigator.onLine,
  }
}
