import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { EvidenceRow, ItemRow, NoteRow, VisitRow } from '@/api/rows'
import {
  ANNOUNCED_NOTE, ATTENDEES_PREFIX, NOTHING_FOUND_PREFIX, OFFICERS_AT_LEAST, PURPOSES, REQUIREMENTS, requirementsOf, changesBetween, checklist, differences, doubtsOf, draftOf, emptyDraft, faultsOf, fieldsOf, historyLines,
  inOrder, inverseOf, moved, myOpenVisit, startFaults, summaryWithReasons, type ItemDraft,
} from './rules'

const draft = (over: Partial<ItemDraft> = {}): ItemDraft => ({ ...emptyDraft(), name: '数控车床', ...over })
const item = (over: Partial<ItemRow> = {}): ItemRow => ({
  id: 'i1', visit_id: 'v1', case_id: 'c1', no: 1, name: '数控车床', spec: 'CK6150', quantity: '1', unit: '台', condition: '完好',
  place: '一号车间', custodian: '李二河', remarks: '', vehicle: null, struck: null, history: [], ...over,
})
const note = (text: string): NoteRow => ({ id: text, visit_id: 'v1', case_id: 'c1', text, at: '', by: 'p1', after_end: false })
const picture = (over: Partial<EvidenceRow>): EvidenceRow => ({ id: 'e1', kind: 'photo', shot: null, item_id: null, struck: null, ...over }) as EvidenceRow

describe('a line of the list', () => {
  it('needs a name, a unit and a quantity above zero', () => {
    expect(faultsOf(draft({ name: ' ', unit: '', quantity: '0' }))).toEqual({ name: 'required', unit: 'required', quantity: 'quantity' })
    expect(faultsOf(draft({ quantity: '12.5' }))).toEqual({})
    expect(faultsOf(draft({ quantity: '1e3' }))).toHaveProperty('quantity')
  })

  it('takes full-width digits as a Chinese keyboard writes them', () => {
    expect(fieldsOf(draft({ quantity: '１２．５' })).quantity).toBe('12.5')
  })

  it('needs the engine number of a vehicle without a plate', () => {
    const vehicle = { plate: '', vin: '', engine_number: '' }
    expect(faultsOf(draft({ vehicle }))).toEqual({ engine_number: 'engine_number' })
    expect(faultsOf(draft({ vehicle: { ...vehicle, engine_number: 'a1 23' } }))).toEqual({})
    expect(faultsOf(draft({ vehicle: { ...vehicle, plate: '粤E12345' } }))).toEqual({})
  })

  it('doubts a VIN with an O but does not refuse it', () => {
    const odd = draft({ vehicle: { plate: '粤E12345', vin: 'LSVAO2345678901234', engine_number: '' } })
    expect(doubtsOf(odd)).toHaveProperty('vin')
    expect(faultsOf(odd)).toEqual({})
  })

  it('knows an electric plate and a normal plate', () => {
    const plate = (text: string) => doubtsOf(draft({ custodian: 'x', vehicle: { plate: text, vin: '', engine_number: '' } })).plate
    expect(plate('粤EF12345')).toBeUndefined()
    expect(plate('粤e·12345')).toBe('plate')
    expect(plate('粤E12345')).toBeUndefined()
  })
})

describe('a correction', () => {
  it('names only what differs', () => {
    expect(changesBetween(item(), { ...draftOf(item()), quantity: '2 ' })).toEqual({ quantity: '2' })
    expect(changesBetween(item(), draftOf(item()))).toEqual({})
  })

  it('is taken back by a correction to the old words', () => {
    const changes = changesBetween(item(), draft({ ...draftOf(item()), quantity: '2', vehicle: { plate: '粤E1', vin: '', engine_number: '' } }))
    expect(inverseOf(item(), changes)).toEqual({ quantity: '1', vehicle: null })
  })

  it('shows old and new of each part of a vehicle', () => {
    const row = item({ vehicle: { plate: '粤E11111', vin: 'V', engine_number: '' } })
    expect(differences(row, { vehicle: { plate: '粤E22222', vin: 'V', engine_number: '' } }))
      .toEqual([{ field: 'plate', from: '粤E11111', to: '粤E22222' }])
  })

  it('reads a history with both words, or with the new word alone', () => {
    const entry = { at: '', by: '', reason: '笔误', changes: { quantity: ['1', '2'], unit: { from: '台', to: '套' }, place: '门口' } }
    expect(historyLines(entry)).toEqual([
      { field: 'quantity', from: '1', to: '2' }, { field: 'unit', from: '台', to: '套' }, { field: 'place', from: '', to: '门口' },
    ])
  })
})

describe('the order of the list', () => {
  it('puts a line that has no number yet at the end', () => {
    const fresh = item({ id: 'i3', no: undefined as unknown as number })
    expect(inOrder([fresh, item({ id: 'i2', no: 2 }), item()]).map((one) => one.id)).toEqual(['i1', 'i2', 'i3'])
  })

  it('moves a line and stops at the ends', () => {
    expect(moved(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c'])
    expect(moved(['a', 'b', 'c'], 'a', 9)).toEqual(['b', 'c', 'a'])
    expect(moved(['a', 'b'], 'a', -1)).toEqual(['a', 'b'])
    expect(moved(['a', 'b'], 'x', 1)).toEqual(['a', 'b'])
  })
})

describe('a visit', () => {
  it('takes two officers, the one who starts it among them, and a place', () => {
    expect(startFaults({ officers: ['p1', 'p1'], address: ' ' }, 'p1')).toEqual(['officers', 'place'])
    expect(startFaults({ officers: ['p2', 'p3'], address: '工业路' }, 'p1')).toEqual(['self'])
    expect(startFaults({ officers: ['p1', 'p2'], address: '工业路' }, 'p1')).toEqual([])
  })

  it('is mine while it is open and I take part; the newest first', () => {
    const visit = (id: string, over: Partial<VisitRow>): VisitRow => ({ id, officers: ['p1'], by: 'p9', ended_at: null, started_at: id, ...over }) as VisitRow
    expect(myOpenVisit([visit('1', {}), visit('2', {}), visit('3', { ended_at: 'x' })], 'p1')?.id).toBe('2')
    expect(myOpenVisit([visit('1', { officers: ['p2'] })], 'p1')).toBeNull()
    expect(myOpenVisit([visit('1', {})], null)).toBeNull()
  })
})

describe('the records a seizure must leave', () => {
  const done = (records: Parameters<typeof checklist>[1]) => checklist({ purpose: 'seizure' }, records).filter((line) => line.done).map((line) => line.requirement)

  it('are all missing at the start', () => {
    expect(done({ items: [], notes: [], evidence: [] })).toEqual(['item_photos', 'custodians'])
  })

  it('are told by the notes and pictures that exist', () => {
    const records = {
      items: [item()], notes: [note(ANNOUNCED_NOTE), note('在场人：王三槐（门卫）')],
      evidence: [picture({ shot: 'seal', item_id: 'i1' }), picture({ kind: 'video' }), picture({ shot: 'credentials' })],
    }
    expect(checklist({ purpose: 'seizure' }, records).filter((line) => !line.done)).toEqual([])
  })

  it('count each thing without a photo and forget struck ones', () => {
    const records = { items: [item(), item({ id: 'i2' }), item({ id: 'i3', struck: { reason: '', by: '', at: '' } })], notes: [], evidence: [picture({ item_id: 'i1', struck: { reason: '', by: '', at: '' } })] }
    expect(checklist({ purpose: 'seizure' }, records).find((line) => line.requirement === 'item_photos')).toEqual({ requirement: 'item_photos', done: false, left: 2 })
  })

  it('accept a written "nothing found" in place of a list', () => {
    expect(done({ items: [], notes: [note('未发现可供执行的财物：屋内仅有生活必需品')], evidence: [] })).toContain('items')
  })
})

it('writes each reason for a missing record into the summary', () => {
  expect(summaryWithReasons('查封机器三台。 ', [{ label: '封条照片', reason: ' 现场断电 ' }])).toBe('查封机器三台。\n缺少“封条照片”，原因：现场断电')
})

describe('the law as this app knows it', () => {
  interface Dated<V> { since: string; value: V }
  interface Contract { fieldwork: { law: Record<string, Dated<unknown>[]>; note_words: Record<string, string> } }
  const contract = JSON.parse(readFileSync(new URL('../../../../backend/contract/rules.json', import.meta.url), 'utf8')) as Contract
  const newest = <V>(key: string): V => contract.fieldwork.law[key]!.at(-1)!.value as V

  it.each(PURPOSES)('is the court\'s for %s', (purpose) => {
    expect(REQUIREMENTS[purpose]).toEqual(newest<{ requirement: string }[]>(`records_${purpose}`).map((line) => line.requirement))
    expect(OFFICERS_AT_LEAST).toBe(newest<number>(`least_officers_${purpose}`))
  })
  it('reads the same words in notes', () => {
    expect(ANNOUNCED_NOTE).toContain(contract.fieldwork.note_words['announcement'])
    expect(ATTENDEES_PREFIX).toBe(contract.fieldwork.note_words['attendees'])
    expect(NOTHING_FOUND_PREFIX).toBe(contract.fieldwork.note_words['nothing_found'])
  })
  it('gives way to what the court dated for this visit', () => {
    expect(requirementsOf({ purpose: 'service', checklist: [{ requirement: 'seal' }, { requirement: 'from_the_future' }] })).toEqual(['seal'])
    expect(requirementsOf({ purpose: 'service' })).toEqual(['credentials', 'process'])
  })
})
