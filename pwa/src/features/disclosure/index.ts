import type { FeatureManifest, Role } from '@/shell/manifest'
import CaseDisclosure from './components/CaseDisclosure.vue'
import en from './en.json'
import { useOpenMessages } from './useOpenMessages'
import zh from './zh-CN.json'

const DESK: readonly Role[] = ['judge', 'officer', 'assistant', 'clerk', 'bureau_chief', 'president']

export const feature: FeatureManifest = {
  name: 'disclosure',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/disclosure', name: 'disclosure.cases', meta: { title: 'disclosure.title', roles: DESK }, component: () => import('./pages/DisclosurePage.vue') },
    { path: '/cases/:caseId/disclosure', name: 'disclosure.case', props: true, meta: { title: 'disclosure.title', roles: DESK }, component: () => import('./pages/CaseDisclosurePage.vue') },
    { path: '/evidence/:evidenceId/mask', name: 'disclosure.mask', props: true, meta: { title: 'disclosure.mask.title', roles: DESK }, component: () => import('./pages/MaskPage.vue') },
  ],
  menu: [{ id: 'disclosure', label: 'disclosure.menu', icon: 'eye', to: '/disclosure', order: 12, roles: ['judge', 'assistant'], badge: useOpenMessages }],
  caseTabs: [{ id: 'disclosure', label: 'disclosure.menu', order: 70, roles: DESK, component: CaseDisclosure }],
}
