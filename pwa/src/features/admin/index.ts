import type { FeatureManifest } from '@/shell/manifest'
import en from './en.json'
import zh from './zh-CN.json'

export const feature: FeatureManifest = {
  name: 'admin',
  messages: { 'zh-CN': zh, en },
  routes: [{ path: '/people', name: 'admin.people', meta: { title: 'admin.title', roles: ['administrator'] }, component: () => import('./pages/PeoplePage.vue') }],
  menu: [{ id: 'people', label: 'admin.menu', icon: 'people', to: '/people', order: 70, roles: ['administrator'] }],
}
