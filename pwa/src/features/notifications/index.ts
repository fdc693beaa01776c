import { computed } from 'vue'
import type { FeatureManifest } from '@/shell/manifest'
import en from './en.json'
import { useNotices } from './useNotices'
import zh from './zh-CN.json'

export { default as NoticeCard } from './components/NoticeCard.vue'
export { default as PushToggle } from './components/PushToggle.vue'

function useCount() {
  const { unread } = useNotices()
  return computed(() => unread.value.length)
}

export const feature: FeatureManifest = {
  name: 'notifications',
  messages: { 'zh-CN': zh, en },
  routes: [{ path: '/notifications', name: 'notifications', meta: { title: 'notifications.title' }, component: () => import('./pages/NoticesPage.vue') }],
  menu: [{ id: 'notifications', label: 'notifications.menu', icon: 'bell', to: '/notifications', order: 30, badge: useCount }],
}
