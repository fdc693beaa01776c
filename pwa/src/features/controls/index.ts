import type { FeatureManifest, Role } from '@/shell/manifest'
import CaseControls from './components/CaseControls.vue'
import CaseLedger from './components/CaseLedger.vue'
import en from './en.json'
import { useRadarCount } from './useRadar'
import zh from './zh-CN.json'

export { default as CalendarCard } from './components/CalendarCard.vue'
export { default as RadarCard } from './components/RadarCard.vue'

const WATCHERS: readonly Role[] = ['judge', 'officer', 'assistant', 'clerk', 'bureau_chief']

export const feature: FeatureManifest = {
  name: 'controls',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/radar', name: 'controls.radar', meta: { title: 'controls.radar.title' }, component: () => import('./pages/RadarPage.vue') },
    { path: '/cases/:caseId/controls/new', name: 'controls.new', props: true, meta: { title: 'controls.new.title' }, component: () => import('./pages/NewControlPage.vue') },
    { path: '/controls/:controlId', name: 'controls.control', props: true, meta: { title: 'controls.one' }, component: () => import('./pages/ControlPage.vue') },
  ],
  menu: [{ id: 'radar', label: 'controls.menu', icon: 'clock', to: '/radar', order: 15, roles: WATCHERS, badge: useRadarCount }],
  caseTabs: [
    { id: 'controls', label: 'controls.tab', order: 62, component: CaseControls },
    { id: 'ledger', label: 'controls.ledgerTab', order: 64, component: CaseLedger },
  ],
}
