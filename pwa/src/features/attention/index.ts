import { computed } from 'vue'
import { useLive } from '@/local'
import { attention } from '@/sync'
import type { FeatureManifest } from '@/shell/manifest'
import en from './en.json'
import zh from './zh-CN.json'

export { download, downloadBlob } from './export'
export { actName } from './facts'

function useCount() {
  const items = useLive(attention)
  return computed(() => items.value.length)
}

export const feature: FeatureManifest = {
  name: 'attention',
  messages: { 'zh-CN': zh, en },
  routes: [{ path: '/attention', name: 'attention', meta: { title: 'attention.title' }, component: () => import('./pages/AttentionPage.vue') }],
  menu: [{ id: 'attention', label: 'attention.menu', icon: 'alert', to: '/attention', order: 40, badge: useCount }],
}
