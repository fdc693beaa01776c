/** Words for codes of this feature. Nothing here decides anything. */
import type { ControlRow } from '@/api/rows'
import type { Band } from '@/api/terms'
import { has, t } from '@/i18n'
import type { IconName } from '@/ui'

type Asset = ControlRow['asset']
export type Tone = 'neutral' | 'primary' | 'good' | 'wait' | 'danger'

export const ASSET_ICON: Record<Asset['asset_class'], IconName> = {
  deposit: 'bank', wealth_product: 'money', payment_account: 'phone', securities: 'money', vehicle: 'car', real_property: 'home', equity: 'people',
  provident_fund: 'bank', insurance: 'shield', dividend: 'money', movable: 'briefcase', intellectual_property: 'file', other: 'case',
}

/** The surest mark of a thing, as people read it. */
export function markOf(asset: Asset): string {
  return asset.plate || asset.account_number || asset.title_number || asset.vin || asset.engine_number || asset.registration_number || ''
}

export function stateText(control: Pick<ControlRow, 'state' | 'rank'>): string {
  return control.state === 'queued' && control.rank ? t('controls.queuedRank', { n: control.rank }) : t(`controls.state.${control.state}`)
}

export function stateTone(state: ControlRow['state']): Tone {
  if (state === 'live' || state === 'transferred') return 'good'
  if (state === 'lapsed' || state === 'failed') return 'danger'
  return state === 'queued' || state === 'sent' || state === 'served' ? 'wait' : 'neutral'
}

export function daysText(left: number): string {
  if (left === 0) return t('controls.days.today')
  return left < 0 ? t('controls.days.past', { n: -left }) : t('controls.days.left', { n: left })
}

/** Bands are the court's data: their words follow from the days, not from a list of names. */
export function bandText(band: Band): string {
  return band.within_days < 0 ? t('controls.band.lapsed') : t('controls.band.within', { n: band.within_days })
}

export function bandTone(band: string | null, bands: readonly Band[]): Tone {
  const at = bands.findIndex((one) => one.band === band)
  if (at < 0) return 'neutral'
  return bands[at]!.may_mute ? 'wait' : 'danger'
}

/** The usual reasons of an act: `<key>.0`, `<key>.1` … as far as there are texts. */
export function reasonsOf(key: string): string[] {
  const found: string[] = []
  while (has(`${key}.${found.length}`)) found.push(t(`${key}.${found.length}`))
  return found
}
