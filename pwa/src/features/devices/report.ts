/** The lost-tablet report as `GET /api/devices/<id>/report` gives it (backend `devices/report.py`). */
export interface DeviceReport {
  device_id: string
  name: string
  platform: string
  people: { id: string; name: string; pulled_at: string | null }[]
  enrolled_at: string
  last_seen_at: string | null
  revoked_at: string | null
  revoked_by: string | null
  revoke_reason: string | null
  wipe_ordered_at: string | null
  contents: { case_id: string | null; collection: string; held: number; maybe: number }[]
  secret_feedback: { held: number; maybe: number; case_ids: string[] }
  missing: {
    announced_at: string | null; pending_acts: number; announced_seq: number; received_seq: number; acts_absent: number
    acts_held: { id: string; type: string; actor: string; occurred_at: string }[]
    blobs_absent: { sha256: string; size: number; envelope_id: string }[]
  }
  ended: { key_id: string; key_revoked: boolean; sessions: unknown[]; passkeys: unknown[] }
  finder: { code: string; params: Record<string, unknown> }[]
}

export interface CaseContents { caseId: string | null; parts: { collection: string; count: number }[]; secret: boolean }

/** What the tablet may hold, one entry per case; a row that may be there counts as there. */
export function byCase(report: Pick<DeviceReport, 'contents' | 'secret_feedback'>): CaseContents[] {
  const found = new Map<string | null, CaseContents>()
  for (const { case_id, collection, held, maybe } of report.contents) {
    const entry = found.get(case_id) ?? { caseId: case_id, parts: [], secret: case_id !== null && report.secret_feedback.case_ids.includes(case_id) }
    entry.parts.push({ collection, count: held + maybe })
    found.set(case_id, entry)
  }
  return [...found.values()].sort((a, b) => Number(b.secret) - Number(a.secret) || Number(b.caseId !== null) - Number(a.caseId !== null))
}

export function isComplete({ missing }: Pick<DeviceReport, 'missing'>): boolean {
  return missing.acts_absent === 0 && missing.acts_held.length === 0 && missing.blobs_absent.length === 0
}
