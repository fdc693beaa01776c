import type { FeatureManifest } from '@/shell/manifest'
import CaseQueries from './components/CaseQueries.vue'
import en from './en.json'
import { useNews } from './useHits'
import zh from './zh-CN.json'

export { default as RecentHits } from './components/RecentHits.vue'
export { assetName } from './words'

const OF_THE_CASE = ['judge', 'officer', 'assistant'] as const
const REGISTRARS = ['bureau_chief', 'administrator'] as const
const OF_THE_GATE = ['clerk', 'service_centre', 'administrator'] as const

export const feature: FeatureManifest = {
  name: 'asset_queries',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/asset-queries', name: 'asset_queries', meta: { title: 'asset_queries.title' }, component: () => import('./pages/FeedbackPage.vue') },
    { path: '/desk-queries', name: 'asset_queries.desk', meta: { title: 'asset_queries.desk.title', roles: ['service_centre'] }, component: () => import('./pages/DeskPage.vue') },
    { path: '/quarantine', name: 'asset_queries.quarantine', meta: { title: 'asset_queries.quarantine.title', roles: OF_THE_GATE }, component: () => import('./pages/QuarantinePage.vue') },
    { path: '/query-register', name: 'asset_queries.register', meta: { title: 'asset_queries.register.title', roles: REGISTRARS }, component: () => import('./pages/RegisterPage.vue') },
  ],
  menu: [
    { id: 'asset_queries', label: 'asset_queries.menu', icon: 'bank', to: '/asset-queries', order: 20, roles: OF_THE_CASE, badge: useNews },
    { id: 'desk_queries', label: 'asset_queries.desk.menu', icon: 'bank', to: '/desk-queries', order: 20, roles: ['service_centre'] },
    { id: 'quarantine', label: 'asset_queries.quarantine.menu', icon: 'filter', to: '/quarantine', order: 60, roles: OF_THE_GATE },
    { id: 'query_register', label: 'asset_queries.register.menu', icon: 'people', to: '/query-register', order: 61, roles: REGISTRARS },
  ],
  caseTabs: [{ id: 'feedback', label: 'asset_queries.tab', order: 60, component: CaseQueries, roles: [...OF_THE_CASE, 'service_centre'] }],
}
