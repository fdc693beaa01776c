import { formatDate, formatDateTime, formatMoney, has, t } from '@/i18n'
import type { IconName } from '@/ui'

export const ICON: Record<string, IconName> = { deposit: 'bank', wealth_product: 'money', payment_account: 'money', securities: 'money', vehicle: 'car', real_property: 'home', equity: 'people', dividend: 'money' }

export function assetName(asset: string): string {
  return has(`asset_queries.asset.${asset}`) ? t(`asset_queries.asset.${asset}`) : asset
}

/** `30 分钟`, `4 小时`, `2 天`. */
export function usualTime(minutes: number): string {
  if (minutes < 60) return t('asset_queries.usual.minutes', { n: minutes })
  if (minutes < 1440) return t('asset_queries.usual.hours', { n: Math.round(minutes / 60) })
  return t('asset_queries.usual.days', { n: Math.round(minutes / 1440) })
}

/** Why an institution could not answer, and what to do about it. */
export function failText(code: string | null): string {
  if (!code) return t('asset_queries.fail.none')
  return has(`asset_queries.fail.${code}`) ? t(`asset_queries.fail.${code}`) : t('asset_queries.fail.other', { code })
}

/** The particulars of a thing as term and value, in the order the institution gave them; empty ones are left out. */
export function particulars(detail: Record<string, unknown> | null): [term: string, value: string][] {
  return Object.entries(detail ?? {}).flatMap(([name, value]): [string, string][] => {
    const text = Array.isArray(value) ? value.join('、') : String(value ?? '')
    const key = `asset_queries.field.${name}`
    return text === '' ? [] : [[has(key) ? t(key) : name, written(name, text)]]
  })
}

function written(name: string, text: string): string {
  if (name.endsWith('_yuan')) return formatMoney(text)
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return formatDateTime(text)
  return name.endsWith('_on') ? formatDate(text) : text
}
