import type { FeatureManifest } from '@/shell/manifest'
import CaseDocuments from './components/CaseDocuments.vue'
import CaseEvidence from './components/CaseEvidence.vue'
import CaseOverview from './components/CaseOverview.vue'
import CaseTimeline from './components/CaseTimeline.vue'
import CaseVisits from './components/CaseVisits.vue'
import en from './en.json'
import zh from './zh-CN.json'

export { matches, normalise } from './search'
export { caseLabel, isMine } from './labels'
export { timelineTitle } from './timeline'

export const feature: FeatureManifest = {
  name: 'cases',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/cases', name: 'cases.list', meta: { title: 'cases.title' }, component: () => import('./pages/CaseListPage.vue') },
    { path: '/cases/new', name: 'cases.new', meta: { title: 'cases.open.title', roles: ['clerk'] }, component: () => import('./pages/OpenCasePage.vue') },
    { path: '/cases/:caseId', name: 'cases.case', props: true, meta: { title: 'cases.case' }, component: () => import('./pages/CasePage.vue') },
  ],
  menu: [{ id: 'cases', label: 'cases.menu', icon: 'cases', to: '/cases', order: 10,
    roles: ['president', 'bureau_chief', 'judge', 'officer', 'assistant', 'clerk', 'marshal', 'service_centre', 'command_centre'] }],
  caseTabs: [
    { id: 'overview', label: 'cases.tab.overview', order: 10, component: CaseOverview },
    { id: 'timeline', label: 'cases.tab.timeline', order: 20, component: CaseTimeline },
    { id: 'documents', label: 'cases.tab.documents', order: 30, component: CaseDocuments },
    { id: 'visits', label: 'cases.tab.visits', order: 40, component: CaseVisits },
    { id: 'evidence', label: 'cases.tab.evidence', order: 50, component: CaseEvidence },
  ],
}
