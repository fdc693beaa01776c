import type { FeatureManifest } from '@/shell/manifest'
import en from './en.json'
import zh from './zh-CN.json'

export { default as QrCode } from './components/QrCode.vue'

export const feature: FeatureManifest = {
  name: 'devices',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/devices', name: 'devices', meta: { title: 'devices.title' }, component: () => import('./pages/DevicesPage.vue') },
    { path: '/devices/:deviceId/report', name: 'devices.report', props: true, meta: { title: 'devices.report.title', roles: ['administrator', 'bureau_chief'] }, component: () => import('./pages/ReportPage.vue') },
  ],
  menu: [{ id: 'devices', label: 'devices.menu', icon: 'tablet', to: '/devices', order: 60 }],
}
