import type { FeatureManifest } from '@/shell/manifest'
import en from './en.json'
import zh from './zh-CN.json'

export { default as DocumentList } from './components/DocumentList.vue'

export const feature: FeatureManifest = {
  name: 'documents',
  messages: { 'zh-CN': zh, en },
  routes: [{ path: '/documents/:documentId', name: 'documents.read', props: true, meta: { title: 'documents.title' }, component: () => import('./pages/ReadPage.vue') }],
}
