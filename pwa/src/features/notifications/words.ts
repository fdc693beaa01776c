import { has, t } from '@/i18n'
import type { Rows } from '@/api/types'
import type { IconName } from '@/ui'

type Notice = Rows['notices']
interface Face { icon: IconName; tone: 'plain' | 'primary' | 'good' | 'wait' | 'danger'; tab: string }
const FACES: Record<string, Face> = {
  asset_queries: { icon: 'bank', tone: 'good', tab: 'feedback' },
  disclosure: { icon: 'message', tone: 'primary', tab: 'disclosure' },
  cases: { icon: 'case', tone: 'primary', tab: 'overview' },
  approvals: { icon: 'signature', tone: 'wait', tab: '' },
  devices: { icon: 'tablet', tone: 'danger', tab: '' },
}
const OTHER: Face = { icon: 'bell', tone: 'plain', tab: 'overview' }

/** What a notice says, how it looks and where it leads. The server sends a kind and parameters, never sentences. */
export function words(notice: Notice, caseNumber: string): Face & { title: string; to: string | undefined } {
  const face = FACES[notice.kind.split('.')[0] ?? ''] ?? OTHER
  const key = `notifications.kind.${notice.kind.replaceAll('.', '_')}`
  const variant = `${key}_${String(notice.params?.['kind'] ?? (Number(notice.params?.['hits']) > 0 ? 'hits' : ''))}`
  const duty = notice.params?.['duty']
  const params = { ...notice.params, case: caseNumber, ...(typeof duty === 'string' ? { duty: t(`terms.duty.${duty}`) } : {}) }
  const title = has(variant) ? t(variant, params) : has(key) ? t(key, params) : t('notifications.kind.other')
  const approval = notice.params?.['approval_id']
  // An approver may hold no case: the approval itself is where every notice of it leads.
  const to = typeof approval === 'string' ? `/approvals/show/${approval}` : notice.case_id ? `/cases/${notice.case_id}?tab=${face.tab || 'overview'}` : notice.kind.startsWith('devices') ? '/devices' : undefined
  return { ...face, title, to }
}
