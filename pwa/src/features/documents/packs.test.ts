import { describe, expect, it } from 'vitest'
import type { DraftRow, TemplateRow } from '@/api/documents'
import type { DocumentRow } from '@/api/rows'
import { differences, namedIn } from './compare'
import { actsOf, offeredBy, packOf, toDraft, unfinished } from './packs'
import { documentMark, draftMark, signedMark } from './states'

const template = (kind: string, place: number, more: object = {}): TemplateRow => ({
  id: kind, kind, title: kind, fields: [{ name: 'until', label: '止', type: 'date' }], packs: [{ act: 'seizure', place, ...more }],
}) as unknown as TemplateRow
const draft = (id: string, kind: string, over: Partial<DraftRow> = {}): DraftRow => ({
  id, kind, state: 'draft', act: 'seizure', pack_id: 'p1', problem: null, fields: {}, ...over,
}) as DraftRow
const document = (over: Partial<DocumentRow>): DocumentRow => ({ id: 'd', check_url: null, printed: [], handed_over: [], revoked: null, seal: null, ...over }) as DocumentRow
const templates = [template('strip', 4), template('ruling', 1), template('record', 7, { required: false })]

describe('the set an act needs', () => {
  it('stands in the order of the templates and says what nobody has begun', () => {
    const pack = packOf('seizure', { templates, drafts: [draft('1', 'ruling')], documents: [] })
    expect(pack.lines.map((line) => [line.template.kind, line.state])).toEqual([['ruling', 'draft'], ['strip', 'missing'], ['record', 'missing']])
    expect(toDraft(pack).map((line) => line.template.kind)).toEqual(['strip'])
  })

  it('counts what is issued, and what was revoked must be drafted again', () => {
    const drafts = [draft('1', 'ruling', { state: 'issued' }), draft('2', 'strip', { state: 'issued' })]
    const gone = document({ id: '2', revoked: { reason: '', by: '', at: '' } })
    const pack = packOf('seizure', { templates, drafts, documents: [document({ id: '1' }), gone] })
    expect([pack.issued, pack.needed]).toEqual([1, 2])
    expect(toDraft(pack).map((line) => line.template.kind)).toEqual(['strip'])
  })

  it('is the newest one: papers of last year\'s seizure count for nothing', () => {
    const drafts = [draft('1', 'ruling', { pack_id: 'old', state: 'issued' }), draft('2', 'strip', { pack_id: 'new' })]
    expect(packOf('seizure', { templates, drafts, documents: [document({ id: '1' })] }).lines.map((line) => line.state)).toEqual(['missing', 'draft', 'missing'])
  })

  it('is missed only once it was begun and is not whole', () => {
    expect(unfinished({ templates, drafts: [], documents: [] })).toEqual([])
    expect(unfinished({ templates, drafts: [draft('1', 'ruling')], documents: [] }).map((pack) => pack.act)).toEqual(['seizure'])
  })

  it('lends a date written once to the other papers of the set', () => {
    expect(offeredBy([draft('1', 'ruling', { fields: { until: '2028-11-23', judge: '法官' } })], templates[0]!, templates)).toEqual({ until: '2028-11-23' })
  })

  it('begins with the acts for which somebody leaves the house', () => {
    const other = { ...template('x', 1), packs: [{ act: 'closing', place: 1 }, { act: 'search', place: 1 }] }
    expect(actsOf([other, ...templates])).toEqual(['seizure', 'search', 'closing'])
  })
})

describe('a document in a list', () => {
  it('shows the furthest it got, and that it was revoked before anything else', () => {
    const given = { id: 'h', recipient: '王三槐', method: 'in_person', note: '', by: '', at: '' }
    const issued = document({ check_url: '/verify?c=1' })
    expect(documentMark(document({})).key).toBe('filed')
    expect(documentMark(issued).key).toBe('issued')
    expect(documentMark({ ...issued, handed_over: [given] }).key).toBe('handed_over')
    expect(documentMark({ ...issued, handed_over: [given], revoked: { reason: '', by: '', at: '' } }).key).toBe('revoked')
    expect(signedMark(issued).key).toBe('by_hand')
  })

  it('that came back is no ordinary draft', () => {
    const problem = { kind: 'not_rendered' as const, reason: 'missing_glyph', by: null, at: '' }
    expect(draftMark({ state: 'draft', problem })).toMatchObject({ key: 'failed', tone: 'danger' })
    expect(draftMark({ state: 'draft', problem: null }).key).toBe('draft')
    expect(draftMark({ state: 'returned', problem: { ...problem, kind: 'returned' } }).key).toBe('returned')
  })
})

describe('two versions', () => {
  const specs = [
    { name: 'until', label: '止', type: 'date' as const }, { name: 'from', label: '查封日期（起）' },
    { name: 'property', label: '财产', type: 'table' as const, columns: [{ name: 'name', label: '名称' }, { name: 'quantity', label: '数量' }] },
  ]

  it('differ where a word or a row does, and nowhere else', () => {
    const before = { until: '2028-11-23', from: '', property: [{ name: '车床', quantity: '1台' }] }
    const after = { until: '2027-11-23', property: [{ name: '车床', quantity: '2台' }, { name: '叉车', quantity: '1辆' }] }
    expect(differences(specs, before, after)).toEqual([
      { name: 'until', label: '止', before: '2028-11-23', after: '2027-11-23' },
      { name: 'property', label: '财产 1', before: '车床，1台', after: '车床，2台' },
      { name: 'property', label: '财产 2', before: '', after: '叉车，1辆' },
    ])
  })

  it('are told apart from the fields a returning judge speaks of', () => {
    expect([...namedIn('查封日期写错了，财产缺型号', specs)]).toEqual(['from', 'property'])
  })
})
