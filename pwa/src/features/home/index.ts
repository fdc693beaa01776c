import type { FeatureManifest } from '@/shell/manifest'
import en from './en.json'
import zh from './zh-CN.json'

export const feature: FeatureManifest = {
  name: 'home',
  messages: { 'zh-CN': zh, en },
  routes: [{ path: '/', name: 'home', meta: { title: 'home.title' }, component: () => import('./pages/HomePage.vue') }],
  menu: [{ id: 'home', label: 'home.title', icon: 'home', to: '/', order: 0 }],
}
