import type { FeatureManifest } from '@/shell/manifest'
import CaseEvidence from './components/CaseEvidence.vue'
import en from './en.json'
import zh from './zh-CN.json'

export { default as DeskNotice } from './components/DeskNotice.vue'
export { default as EvidenceGrid } from './components/EvidenceGrid.vue'
export { default as EvidenceTile } from './components/EvidenceTile.vue'
export { default as EvidenceViewer } from './components/EvidenceViewer.vue'
export { default as LeftoverBanner } from './components/LeftoverBanner.vue'
export { default as ReasonPicker } from './components/ReasonPicker.vue'
export { default as StateBadge } from './components/StateBadge.vue'
export { default as StrikeSheet } from './components/StrikeSheet.vue'
export { useBlobUrl } from './useBlobUrl'
export { correct, itemName, strike, useEvidence, useItemNames } from './useEvidence'
export { canBeUndone, isReceived, newestFirst } from './rules'

export const feature: FeatureManifest = {
  name: 'capture',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/capture', name: 'capture.camera', meta: { title: 'capture.camera.title', bare: true }, component: () => import('./pages/CameraPage.vue') },
    { path: '/evidence/:evidenceId', name: 'capture.evidence', props: true, meta: { title: 'capture.viewer.title' }, component: () => import('./pages/EvidencePage.vue') },
  ],
  caseTabs: [{ id: 'evidence', label: 'capture.tab', order: 50, component: CaseEvidence }],
  caseActions: [{ id: 'capture', label: 'capture.open', icon: 'camera', order: 20, to: (caseId) => `/capture?case=${caseId}` }],
}
