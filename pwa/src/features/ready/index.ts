import type { FeatureManifest } from '@/shell/manifest'
import en from './en.json'
import zh from './zh-CN.json'

export const feature: FeatureManifest = {
  name: 'ready',
  messages: { 'zh-CN': zh, en },
  routes: [{ path: '/ready', name: 'ready', meta: { title: 'ready.title' }, component: () => import('./pages/ReadyPage.vue') }],
  menu: [{ id: 'ready', label: 'ready.menu', icon: 'ready', to: '/ready', order: 50,
    roles: ['officer', 'assistant', 'clerk', 'marshal', 'judge'] }],
}
