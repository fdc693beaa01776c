import type { FeatureManifest } from '@/shell/manifest'
import en from './en.json'
import zh from './zh-CN.json'

export { default as ScanSheet } from './components/ScanSheet.vue'
export { default as SessionGate } from './components/SessionGate.vue'
export { leave } from './leave'

export const feature: FeatureManifest = {
  name: 'session',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/enrol', name: 'session.enrol', meta: { title: 'session.enrol.title' }, component: () => import('./pages/EnrolPage.vue') },
    { path: '/login-again', name: 'session.login', meta: { title: 'session.login.again' }, component: () => import('./pages/LoginAgainPage.vue') },
  ],
}
