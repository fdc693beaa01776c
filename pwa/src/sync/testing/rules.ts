import type { Change, Envelope, Outcome } from '@/api/types'

type Verdict = Pick<Outcome, 'outcome' | 'problem'> | null
type Row = Record<string, unknown>

interface Stored {
  seq: number
  collection: string
  id: string
  act: string | null
  row: Row | null
}

/** The few rules the tests need, and the feed that comes out of them. */
export class CourtRules {
  seq = 0
  /** Changes when the feed is renumbered: all cursors become unknown. */
  era = 'a'
  readonly rows = new Map<string, Stored>()

  changesAfter(after: number): Change[] {
    return [...this.rows.values()].filter((row) => row.seq > after).sort((a, b) => a.seq - b.seq)
      .map(({ row, ...rest }) => ({ ...rest, op: row ? 'put' : 'forget', row }))
  }

  put(collection: string, id: string, row: Row | null, act: string | null = null): void {
    const key = `${collection}/${id}`
    this.rows.set(key, { seq: ++this.seq, collection, id, act, row: row && { ...row, id } })
  }

  row(collection: string, id: string): Row | null {
    return this.rows.get(`${collection}/${id}`)?.row ?? null
  }

  /** Null: accepted. */
  apply(envelope: Envelope): Verdict {
    const { type, body, id: act, based_on } = envelope
    if (body['text'] === 'refuse' || body['caption'] === 'refuse' || body['remarks'] === 'refuse') return no('test.refused')
    const text = (name: string) => String(body[name])
    if (type === 'capture.record') this.put('evidence', text('evidence_id'), evidenceOf(envelope), act)
    if (type === 'fieldwork.start_visit') this.put('visits', text('visit_id'), { ...body, ended_at: null }, act)
    if (type === 'fieldwork.list_item') this.put('items', text('item_id'), { ...body, no: this.#count('items') + 1, history: [] }, act)
    if (type === 'fieldwork.note') this.put('notes', text('note_id'), { ...body }, act)
    if (type !== 'fieldwork.correct_item') return null
    const key = `items/${text('item_id')}`
    const now = this.rows.get(key)
    const seen = based_on[key]
    if (now && !(seen && (seen.seq === now.seq || (seen.after !== null && seen.after === now.act)))) {
      return { outcome: 'conflict', problem: { code: 'act.conflict', status: 409, params: { row: key } } }
    }
    this.put('items', text('item_id'), { ...now?.row, ...(body['changes'] as Row) }, act)
    return null
  }

  #count(collection: string): number {
    return [...this.rows.values()].filter((row) => row.collection === collection && row.row).length
  }
}

function evidenceOf({ body, blobs, occurred_at, device_seq }: Envelope): Row {
  return { ...body, ...blobs[0], captured_at: occurred_at, device_seq, state: 'verified', published: false }
}

function no(code: string): Verdict {
  return { outcome: 'refused', problem: { code, status: 422, params: {} } }
}
