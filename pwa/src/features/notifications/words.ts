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
  controls: { icon: 'lock', tone: 'wait', tab: 'controls' },
  devices: { icon: 'tablet', tone: 'danger', tab: '' },
}
const OTHER: Face = { icon: 'bell', tone: 'plain', tab: 'overview' }

/** A single control opens itself; several of a case open the radar. What has lapsed, or may not be muted, is red. */
function controlFace(notice: Notice): { tone: Face['tone']; to: string | undefined } {
  const { control_id, count, may_mute } = notice.params ?? {}
  const urgent = notice.kind === 'controls.lapsed' || may_mute === false || notice.kind === 'controls.step_failed'
  const tone = urgent ? 'danger' : notice.kind === 'controls.effective' || notice.kind === 'controls.moved_up' ? 'good' : 'wait'
  return { tone, to: Number(count ?? 1) > 1 ? '/radar' : typeof control_id === 'string' ? `/controls/${control_id}` : undefined }
}

/** Codes of a control in words. */
function controlParams(notice: Notice): Record<string, unknown> {
  const say = (dictionary: string, value: unknown) => (typeof value === 'string' ? t(`controls.${dictionary}.${value}`) : '')
  const { kind, asset_class, action } = notice.params ?? {}
  return { what: `${say('asset', asset_class)}${say('kind', kind)}`, action: say('action', action ?? 'place') }
}

/** What a notice says, how it looks and where it leads. The server sends a kind and parameters, never sentences. */
export function words(notice: Notice, caseNumber: string): Face & { title: string; to: string | undefined } {
  const face = FACES[notice.kind.split('.')[0] ?? ''] ?? OTHER
  const key = `notifications.kind.${notice.kind.replaceAll('.', '_')}`
  const isControl = notice.kind.startsWith('controls.')
  const partial = isControl && notice.params?.['is_partial'] === true ? 'partial' : Number(notice.params?.['count']) > 1 ? 'many' : 'one'
  const variant = isControl ? `${key}_${partial}` : `${key}_${String(notice.params?.['kind'] ?? (Number(notice.params?.['hits']) > 0 ? 'hits' : ''))}`
  const duty = notice.params?.['duty']
  const params = { ...notice.params, case: caseNumber, ...(isControl ? controlParams(notice) : {}), ...(typeof duty === 'string' ? { duty: t(`terms.duty.${duty}`) } : {}) }
  const title = has(variant) ? t(variant, params) : has(key) ? t(key, params) : t('notifications.kind.other')
  const approval = notice.params?.['approval_id']
  // An approver may hold no case: the approval itself is where every notice of it leads.
  const to = typeof approval === 'string' ? `/approvals/show/${approval}` : notice.case_id ? `/cases/${notice.case_id}?tab=${face.tab || 'overview'}` : notice.kind.startsWith('devices') ? '/devices' : undefined
  if (!isControl) return { ...face, title, to }
  const own = controlFace(notice)
  return { ...face, tone: own.tone, title, to: own.to ?? to }
}
