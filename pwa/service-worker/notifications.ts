/**
 * What a push becomes on the lock screen. A notification is read by whoever stands near the tablet, so it says that
 * there is news and of which kind, never a case number, a name or an amount: those are read after unlocking.
 */
const WORDS: Record<string, string> = {
  asset_queries: '有新的查控反馈',
  disclosure: '当事人有新的留言',
  cases: '有新的办案分配',
  devices: '有设备安全提醒',
  controls: '控制措施有新的情况',
  'controls.term_nearing': '有控制措施即将届满',
  'controls.lapsed': '有控制措施到期失效，须说明原因',
}
/** Where a tap leads, by kind, then by family; everything else opens the list of notices. */
const PATHS: Record<string, string> = { asset_queries: '/asset-queries', 'controls.term_nearing': '/radar', 'controls.lapsed': '/radar' }
const ANY = '有新的办案通知'

export interface PushFacts { kind: string | null; unread: number | null }

/** Reads `{"kind", "unread"}`; anything else counts as "there is news". */
export function readPush(text: string): PushFacts {
  try {
    const facts = JSON.parse(text) as { kind?: unknown; unread?: unknown }
    const unread = typeof facts.unread === 'number' && facts.unread >= 0 ? Math.floor(facts.unread) : null
    return { kind: typeof facts.kind === 'string' ? facts.kind : null, unread }
  } catch {
    return { kind: null, unread: null }
  }
}

export function asNotification(text: string): { title: string; options: NotificationOptions; unread: number | null } {
  const { kind, unread } = readPush(text)
  const family = (kind ?? '').split('.')[0] ?? ''
  // A lapse must not be covered by the next piece of news of its family, so it has a tag of its own.
  const known = kind !== null && kind in WORDS ? kind : family
  return {
    title: '执行',
    options: {
      body: WORDS[known] ?? ANY, tag: known || 'news', icon: '/icons/icon-192.png', badge: '/icons/badge-96.png',
      lang: 'zh-CN', data: { path: PATHS[known] ?? '/notifications' },
    },
    unread,
  }
}

/** Only paths of this app; whatever else a notification may carry opens the list of notices. */
export function pathToOpen(data: unknown): string {
  const path = (data as { path?: unknown } | null)?.path
  return typeof path === 'string' && /^\/[a-z]/.test(path) ? path : '/notifications'
}
