/** Rows for tests of this feature; nothing in the app imports this file. */
import type { ControlRow, ControlStepRow } from '@/api/rows'

type Changes = Partial<ControlRow> & { asset_class?: ControlRow['asset']['asset_class']; ends_on?: string | null }

export function aControl({ asset_class = 'deposit', ends_on = '2027-11-01', ...changes }: Changes = {}): ControlRow {
  return {
    id: 'c1', case_id: 'k1', party_id: 'y1', asset_id: 'a1', kind: 'freeze', state: 'live', rank: 1, ahead: [],
    asset: { asset_class, label: '示范银行存款', institution: '示范银行', account_number: '6222', plate: '', vin: '', engine_number: '', title_number: '', registration_number: '' },
    requested_amount_yuan: '1000.00', actual_amount_yuan: '800.00', transferred_amount_yuan: null, released_amount_yuan: null, is_partial: true,
    served_at: null, effective_at: '2026-11-01T02:00:00.000Z', ended_at: null, lapse: null, place: null, custodian: null,
    term: { printed: null, computed_start: '2026-11-02', computed_end: ends_on, ends_on, difference_days: null, flags: [] },
    item_ids: [], evidence_ids: [], exemptions_found: [], by: 'p1', at: '2026-11-01T02:00:00.000Z', updated_by: 'p1', updated_at: '2026-11-01T02:00:00.000Z', ...changes,
  }
}

export function aStep(changes: Partial<ControlStepRow> = {}): ControlStepRow {
  return {
    id: 's1', control_id: 'c1', case_id: 'k1', action: 'place', state: 'draft', ruling_id: null, notice_id: null, amount_yuan: '1000.00', to_account: '',
    printed: null, reason: '', sent_at: null, served_at: null, effective_at: null, actual_amount_yuan: null, receipt: '', failure_code: null,
    failure_text: '', early_rank: null, by: 'p1', at: '2026-11-01T02:00:00.000Z', ...changes,
  }
}
