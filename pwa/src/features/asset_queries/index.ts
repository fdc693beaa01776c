import type { FeatureManifest } from '@/shell/manifest'
import en from './en.json'
import zh from './zh-CN.json'

export { default as FeedbackList } from './components/FeedbackList.vue'
export { default as RecentHits } from './components/RecentHits.vue'

export const feature: FeatureManifest = {
  name: 'asset_queries',
  messages: { 'zh-CN': zh, en },
  routes: [{ path: '/asset-queries', name: 'asset_queries', meta: { title: 'asset_queries.title' }, component: () => import('./pages/FeedbackPage.vue') }],
  menu: [{ id: 'asset_queries', label: 'asset_queries.menu', icon: 'bank', to: '/asset-queries', order: 20, roles: ['judge', 'officer', 'assistant'] }],
}
