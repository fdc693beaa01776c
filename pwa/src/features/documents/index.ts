import { defineAsyncComponent } from 'vue'
import type { FeatureManifest } from '@/shell/manifest'
import en from './en.json'
import './print.css'
import zh from './zh-CN.json'

/** Both load pdf.js when they are first needed, not with the app. */
export const PaperSheets = defineAsyncComponent(() => import('./components/PaperSheets.vue'))
export const textOfPdf = async (bytes: Uint8Array): Promise<string> => (await import('./text')).textOfPdf(bytes)

export { default as DocumentList } from './components/DocumentList.vue'
export { default as PackReminder } from './components/PackReminder.vue'

export const feature: FeatureManifest = {
  name: 'documents',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/documents/:documentId', name: 'documents.read', props: true, meta: { title: 'documents.title' }, component: () => import('./pages/ReadPage.vue') },
    { path: '/documents/:documentId/versions/:version', name: 'documents.version', props: true, meta: { title: 'documents.title' }, component: () => import('./pages/ReadPage.vue') },
    { path: '/drafts/:draftId', name: 'documents.draft', props: true, meta: { title: 'documents.draft.title' }, component: () => import('./pages/DraftPage.vue') },
    { path: '/cases/:caseId/drafts/new', name: 'documents.choose', props: true, meta: { title: 'documents.draft.new' }, component: () => import('./pages/ChooseKindPage.vue') },
    { path: '/cases/:caseId/pack', name: 'documents.pack', props: true, meta: { title: 'documents.pack.title' }, component: () => import('./pages/PackPage.vue') },
  ],
}
