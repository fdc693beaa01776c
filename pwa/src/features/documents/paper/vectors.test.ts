import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Fields, TemplateRow } from '@/api/documents'
import type { PartyRow } from '@/api/rows'
import { checkFields } from './checking'
import { fill, fillSigners, type SystemValues } from './filling'
import { chineseDate, chineseNumber, documentNumber, moneyInCapitals, moneyInFigures, plainDate } from './numerals'
import { prefill, valueOf, type Known } from './prefill'

interface Vectors {
  chinese_date: [string, string][]; plain_date: [string, string][]; chinese_number: [number, string][]
  money_in_capitals: [string, string][]; money_refused: string[]; money_in_figures: [string, string][]
  document_number: [string, number, string][]
  template: TemplateRow; system: SystemValues
  fill: { name: string; fields: Fields; blocks: unknown[]; signers: unknown }[]
  check: { name: string; fields: Fields; errors: [string, string, Fields][] }[]
  prefill: { known: Omit<Known, 'parties' | 'visit'> & { parties: (PartyRow & { party_id: string })[] }; values: [string, unknown][] }
}
const vectors = JSON.parse(readFileSync(new URL('../../../../../tests/vectors/documents.json', import.meta.url), 'utf8')) as Vectors
const { template } = vectors

describe('numbers as the court writes them', () => {
  it.each(vectors.chinese_date)('%s is signed %s', (day, words) => expect(chineseDate(day)).toBe(words))
  it.each(vectors.plain_date)('%s is written %s in the text', (day, words) => expect(plainDate(day)).toBe(words))
  it.each(vectors.chinese_number)('%d is %s', (number, words) => expect(chineseNumber(number)).toBe(words))
  it.each(vectors.money_in_capitals)('%s yuan is %s', (amount, words) => expect(moneyInCapitals(amount)).toBe(words))
  it.each(vectors.money_refused)('"%s" is no amount to write in capitals', (amount) => expect(moneyInCapitals(amount)).toBeNull())
  it.each(vectors.money_in_figures)('%s yuan is %s', (amount, words) => expect(moneyInFigures(amount)).toBe(words))
  it.each(vectors.document_number)('document %s, %d is %s', (number, ordinal, words) => expect(documentNumber(number, ordinal)).toBe(words))
})

describe('a page', () => {
  const system = { ...vectors.system, title: template.title }
  it.each(vectors.fill)('reads as the court sets it: $name', ({ fields, blocks, signers }) => {
    const whole = { ...template, signoff: template.signoff ?? {} }
    expect(fill(whole, fields, system)).toEqual(blocks)
    expect(fillSigners(whole, fields, system)).toEqual(signers)
  })
})

describe('a form', () => {
  it.each(vectors.check)('names what the court would name: $name', ({ fields, errors }) => {
    expect(checkFields(template.fields, fields).map(({ at, why, params }) => [at, why, params])).toEqual(errors)
  })

  it('is filled from the case as the court fills it', () => {
    const { known, values } = vectors.prefill
    const mine: Known = { ...known, visit: {}, parties: known.parties.map((party) => ({ ...party, id: party.party_id })) }
    expect(values.map(([source]) => [source, valueOf(source, mine)])).toEqual(values)
  })

  it('takes from an inventory only the columns its table has', () => {
    const known = { ...vectors.prefill.known, parties: [], visit: { items: [{ seq: '1', name: '车床', unit: '', weight: '2' }] } }
    const table = { name: 'items', label: '清单', type: 'table' as const, prefill: 'visit.items', columns: [{ name: 'seq', label: '编号' }, { name: 'name', label: '名称' }, { name: 'unit', label: '单位' }] }
    expect(prefill([table], known)).toEqual({ items: [{ seq: '1', name: '车床' }] })
  })
})
