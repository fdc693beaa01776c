import type { FeatureManifest, Role } from '@/shell/manifest'
import CaseApprovals from './components/CaseApprovals.vue'
import en from './en.json'
import { useWaitingCount } from './useInbox'
import zh from './zh-CN.json'

/** Where a document stands: steps, who has it, since when. Prop `subjectId`: the document's id. */
export { default as ApprovalProgress } from './components/ApprovalProgress.vue'
/** What changed since the version before, read from the bytes. Prop `task`: a row of approval_tasks. */
export { default as ChangesView } from './components/ChangesView.vue'
export { newestOf } from './rules'
export { markWords, roleWords, sourceWords } from './words'

const DECIDE: readonly Role[] = ['president', 'bureau_chief', 'judge']
const DRAFT: readonly Role[] = ['officer', 'assistant', 'clerk']
const menu = { label: 'approvals.menu', icon: 'signature', to: '/approvals', badge: useWaitingCount } as const

export const feature: FeatureManifest = {
  name: 'approvals',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/approvals', name: 'approvals.inbox', meta: { title: 'approvals.title' }, component: () => import('./pages/InboxPage.vue') },
    { path: '/approvals/task/:taskId', name: 'approvals.decide', props: true, meta: { title: 'approvals.title' }, component: () => import('./pages/DecisionPage.vue') },
    { path: '/approvals/batch/:kind', name: 'approvals.batch', props: true, meta: { title: 'approvals.batch.go' }, component: () => import('./pages/BatchPage.vue') },
    { path: '/approvals/show/:approvalId', name: 'approvals.show', props: true, meta: { title: 'approvals.progress' }, component: () => import('./pages/ShowPage.vue') },
    { path: '/approvals/delegations', name: 'approvals.delegations', meta: { title: 'approvals.delegate.title' }, component: () => import('./pages/DelegationPage.vue') },
    { path: '/approvals/matrix', name: 'approvals.matrix', meta: { title: 'approvals.matrix.title' }, component: () => import('./pages/MatrixPage.vue') },
    { path: '/approvals/watch', name: 'approvals.watch', meta: { title: 'approvals.watch.title', roles: ['president', 'bureau_chief'] }, component: () => import('./pages/WatchPage.vue') },
  ],
  // Whoever decides has it under the thumb; whoever drafts finds it after the day's own work.
  menu: [{ ...menu, id: 'approvals', order: 11, roles: DECIDE }, { ...menu, id: 'approvals_sent', order: 25, roles: DRAFT }],
  caseTabs: [{ id: 'approvals', label: 'approvals.title', order: 35, component: CaseApprovals, roles: [...DECIDE, ...DRAFT] }],
  homeActions: [{ id: 'approvals', label: 'approvals.part.inbox', icon: 'signature', order: 5, roles: DECIDE, to: () => '/approvals' }],
}
