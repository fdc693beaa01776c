import { computed } from 'vue'
import { shanghaiDate } from '@/i18n'
import { useCollection, useRow } from '@/local'
import { needsAssessment, newestAssessments, openDebt, rankHits } from './rules'

/** What was asked in a case and what came of it, live. */
export function useCaseQueries(caseId: () => string) {
  const found = useRow('cases', caseId)
  const feedback = useCollection('feedback', { where: (row) => row.case_id === caseId(), order: (a, b) => b.answered_at.localeCompare(a.answered_at) })
  const requests = useCollection('query_requests', { where: (row) => row.case_id === caseId(), order: (a, b) => b.at.localeCompare(a.at) })
  const assessments = useCollection('assessments', { where: (row) => row.case_id === caseId(), order: (a, b) => b.at.localeCompare(a.at) })
  const controls = useCollection('controls', { where: (row) => row.case_id === caseId() })
  const claim = computed(() => found.data.value?.claim_amount_yuan ?? '0')
  const open = computed(() => openDebt(claim.value, controls.data.value))
  const hits = computed(() => rankHits(feedback.data.value, open.value))
  const assessed = computed(() => newestAssessments(assessments.data.value))
  const unassessed = computed(() => hits.value.filter((hit) => !assessed.value.has(hit.id) && needsAssessment(hit, claim.value, shanghaiDate())))
  return { row: computed(() => found.data.value), feedback, requests, assessments, open, hits, assessed, unassessed }
}
