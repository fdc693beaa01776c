import type { FeatureManifest } from '@/shell/manifest'
import en from './en.json'
import zh from './zh-CN.json'

const OUTSIDE = ['judge', 'officer', 'assistant', 'marshal', 'clerk', 'service_centre', 'bureau_chief'] as const

export const feature: FeatureManifest = {
  name: 'lookup',
  messages: { 'zh-CN': zh, en },
  routes: [{ path: '/lookup', name: 'lookup', meta: { title: 'lookup.title', roles: OUTSIDE }, component: () => import('./pages/LookupPage.vue') }],
  menu: [{ id: 'lookup', label: 'lookup.menu', icon: 'search', to: '/lookup', order: 25, roles: OUTSIDE }],
  homeActions: [{ id: 'lookup', label: 'lookup.home', icon: 'search', order: 10, to: () => '/lookup', roles: OUTSIDE }],
}
