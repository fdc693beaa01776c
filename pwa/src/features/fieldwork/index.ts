import type { FeatureManifest, Role } from '@/shell/manifest'
import CaseVisits from './components/CaseVisits.vue'
import en from './en.json'
import { useOpenVisitCount } from './openVisits'
import zh from './zh-CN.json'

const FIELD: readonly Role[] = ['judge', 'officer', 'assistant', 'clerk', 'marshal', 'bureau_chief']

export const feature: FeatureManifest = {
  name: 'fieldwork',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/visits', name: 'fieldwork.visits', meta: { title: 'fieldwork.title' }, component: () => import('./pages/VisitsPage.vue') },
    { path: '/visits/open', name: 'fieldwork.open', meta: { title: 'fieldwork.myOpen' }, component: () => import('./pages/OpenVisitPage.vue') },
    { path: '/visits/:visitId', name: 'fieldwork.visit', props: true, meta: { title: 'fieldwork.visit' }, component: () => import('./pages/VisitPage.vue') },
    { path: '/cases/:caseId/visits/new', name: 'fieldwork.start', props: true, meta: { title: 'fieldwork.start.title' }, component: () => import('./pages/StartVisitPage.vue') },
  ],
  menu: [{ id: 'visits', label: 'fieldwork.menu', icon: 'briefcase', to: '/visits', order: 20, roles: FIELD, badge: useOpenVisitCount }],
  caseTabs: [{ id: 'visits', label: 'fieldwork.menu', order: 40, component: CaseVisits }],
  caseActions: [{ id: 'start', label: 'fieldwork.start.title', icon: 'play', order: 10, roles: FIELD, emphasis: 'primary', to: (caseId) => `/cases/${caseId}/visits/new` }],
  homeActions: [{ id: 'visit', label: 'fieldwork.myOpen', icon: 'briefcase', order: 10, roles: FIELD, to: () => '/visits/open' }],
}
