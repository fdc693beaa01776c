import type { FeatureManifest } from '@/shell/manifest'
import en from './en.json'
import { unreadCount } from './unread'
import zh from './zh-CN.json'

export { default as NoticeCard } from './components/NoticeCard.vue'
export { default as PushToggle } from './components/PushToggle.vue'

export const feature: FeatureManifest = {
  name: 'notifications',
  messages: { 'zh-CN': zh, en },
  routes: [{ path: '/notifications', name: 'notifications', meta: { title: 'notifications.title' }, component: () => import('./pages/NoticesPage.vue') }],
  menu: [{ id: 'notifications', label: 'notifications.menu', icon: 'bell', to: '/notifications', order: 30, badge: () => unreadCount.value }],
}
