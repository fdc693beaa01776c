import type { LoginState } from '@/sync/engine'

/** Where this page stands. `broken`: the local database cannot be opened (`problem` says why). */
export type Phase = 'starting' | 'signed_out' | 'locked' | 'open' | 'wiped' | 'broken'

export interface Session {
  phase: Phase
  /** `tablet`: enrolled, with PIN, signatures and work without a network. `desk`: a browser with a login. */
  mode: 'desk' | 'tablet'
  person: { id: string; name: string; roles: string[] } | null
  people: { id: string; name: string }[]
  login: LoginState
  expires_at: string | null
  device: { id: string; name: string; court: string } | null
  lockedUntil: string | null
  wrongPins: number
  problem: string | null
}

export const NOBODY: Session = {
  phase: 'starting', mode: 'desk', person: null, people: [], login: 'none', expires_at: null, device: null,
  lockedUntil: null, wrongPins: 0, problem: null,
}

/** The answer of `/api/session`. */
export interface LoginAnswer {
  person: { id: string; name: string; username?: string }
  roles: string[]
  csrf: string
  expires_at: string
  court_name?: string
}
