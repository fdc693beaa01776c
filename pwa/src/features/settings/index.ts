import type { FeatureManifest } from '@/shell/manifest'
import en from './en.json'
import zh from './zh-CN.json'

export const feature: FeatureManifest = {
  name: 'settings',
  messages: { 'zh-CN': zh, en },
  routes: [{ path: '/settings', name: 'settings', meta: { title: 'settings.title' }, component: () => import('./pages/SettingsPage.vue') }],
  menu: [{ id: 'settings', label: 'settings.title', icon: 'settings', to: '/settings', order: 90 }],
}
