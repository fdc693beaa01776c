import { describe, expect, it } from 'vitest'
import type { Envelope } from '@/api/types'
import type { AnyRow } from '@/local/records'
import { projections } from '.'
import type { View } from '../registry'

/** Rows as a tablet holds them, changed by one act after the other. */
class Tablet implements View {
  readonly held = new Map<string, AnyRow>()

  put(collection: string, row: { id: string } & Record<string, unknown>): this {
    this.held.set(`${collection}/${row.id}`, row as unknown as AnyRow)
    return this
  }
  row = (collection: string, id: string): AnyRow | null => this.held.get(`${collection}/${id}`) ?? null
  rows = (collection: string): AnyRow[] => [...this.held].filter(([key]) => key.startsWith(`${collection}/`)).map(([, row]) => row)

  does(type: string, body: Record<string, unknown>): this {
    const act = { type, body, actor: 'officer', occurred_at: '2026-11-24T17:30:00.000Z', blobs: [] } as unknown as Envelope
    for (const { collection, row } of projections.project(act, this)) if (row) this.put(collection, row as { id: string })
    return this
  }
  draft = () => this.row('drafts', 'd1') as unknown as Record<string, unknown>
}

const drafted = () => new Tablet().put('templates', { id: 't', kind: 'summons', title: '传票', version: 3 })
  .does('documents.draft', { document_id: 'd1', case_id: 'c1', kind: 'summons', fields: { cause: '货款' } })

describe('a draft made without a line', () => {
  it('stands in the list at once, under the title of its template', () => {
    expect(drafted().draft()).toMatchObject({ title: '传票', state: 'draft', template_version: 3, number: null, by: 'officer', versions: [] })
  })

  it('is a version once submitted, dated by the legal day: half past one at night in Foshan is tomorrow', () => {
    const tablet = drafted().does('documents.revise', { document_id: 'd1', fields: { cause: '借款' } }).does('documents.submit', { document_id: 'd1' })
    expect(tablet.draft()).toMatchObject({ state: 'rendering', version: 1, versions: [{ version: 1, state: 'rendering', dated: '2026-11-25', sha256: null, fields: { cause: '借款' } }] })
  })

  it('that waits and is taken back keeps its version and says why it ended', () => {
    const tablet = drafted().does('documents.submit', { document_id: 'd1' }).does('documents.withdraw', { document_id: 'd1', reason: '有误' })
    expect(tablet.draft()).toMatchObject({ state: 'draft', problem: { kind: 'withdrawn', reason: '有误' }, versions: [{ state: 'withdrawn', reason: '有误' }] })
  })

  it('that is changed while it waits voids what waits', () => {
    const tablet = drafted().does('documents.submit', { document_id: 'd1' }).does('documents.revise', { document_id: 'd1', fields: {} })
    expect(tablet.draft()).toMatchObject({ state: 'draft', problem: { kind: 'changed' }, versions: [{ state: 'voided' }] })
  })

  it('that does not wait cannot be taken back, and one nobody holds is left alone', () => {
    const tablet = drafted().does('documents.withdraw', { document_id: 'd1', reason: '有误' }).does('documents.discard', { document_id: 'nobody', reason: '' })
    expect(tablet.draft()).toMatchObject({ state: 'draft', problem: null })
    expect(drafted().does('documents.discard', { document_id: 'd1', reason: '重复' }).draft()).toMatchObject({ state: 'discarded' })
  })
})

describe('an issued document', () => {
  const issued = () => new Tablet().put('documents', { id: 'd1', title: '传票', check_url: '/verify?c=1' })
  const row = (tablet: Tablet) => tablet.row('documents', 'd1')

  it('that was printed and handed over says so, also where rows are older than the app', () => {
    const tablet = issued().does('documents.mark_printed', { document_id: 'd1', print_id: 'p', copies: 2 })
      .does('documents.hand_over', { document_id: 'd1', handover_id: 'h', recipient: '王三槐', method: 'in_person' })
    expect(row(tablet)).toMatchObject({ printed: [{ id: 'p', copies: 2, by: 'officer' }], handed_over: [{ id: 'h', recipient: '王三槐', note: '' }] })
  })

  it('that was revoked is marked and stays', () => {
    expect(row(issued().does('documents.revoke', { document_id: 'd1', reason: '金额有误' }))).toMatchObject({ title: '传票', revoked: { reason: '金额有误', by: 'officer' } })
  })
})
