import { has, t } from '@/i18n'
import type { Rows } from '@/api/types'

/** A line of the timeline in words: the kind's own sentence with its parameters, and what a person wrote below it. */
export function timelineTitle(
  row: Pick<Rows['timeline'], 'kind' | 'text' | 'params'>, nameOf: (id: string) => string,
): { title: string; body?: string } {
  const key = `cases.event.${row.kind.replaceAll('.', '_')}`
  const params = Object.fromEntries(Object.entries(row.params ?? {}).map(([name, value]) => [name, inWords(name, value)]))
  if (typeof row.params?.['person_id'] === 'string') params['name'] = nameOf(row.params['person_id'])
  if (has(key)) return row.text ? { title: t(key, params), body: row.text } : { title: t(key, params) }
  return { title: row.text || t('cases.event.other') }
}

/** Parameters that are codes of the court become its words; everything else stays. */
function inWords(name: string, value: unknown): unknown {
  const dictionary = { stage: 'stage', purpose: 'purpose', duty: 'duty', before: 'stage' }[name]
  const key = `terms.${dictionary}.${String(value)}`
  return dictionary && has(key) ? t(key) : value
}
