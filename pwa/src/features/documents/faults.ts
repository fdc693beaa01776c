import type { FieldError } from '@/api/documents'
import { has, t } from '@/i18n'

/** What is wrong with a field, in words. A reason this version does not know is said in general. */
export function faultText(error: Pick<FieldError, 'why' | 'params'>): string {
  if (error.why === 'pattern' && error.params['help']) return t('documents.fault.patternHelp', error.params)
  const key = error.params['above'] === undefined ? error.why : 'above'
  return has(`documents.fault.${key}`) ? t(`documents.fault.${key}`, error.params) : t('documents.fault.other')
}
