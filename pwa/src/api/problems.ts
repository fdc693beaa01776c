/** RFC 9457 as the court's server says it: `code` is stable for ever, `title` is for logs only. */
export interface Problem {
  type?: string
  title?: string
  status: number
  code: string
  params: Record<string, unknown>
}

/** The server answered, and the answer was no. */
export class ProblemAnswer extends Error {
  override readonly name = 'ProblemAnswer'
  constructor(readonly problem: Problem) {
    super(problem.code)
  }
  get code(): string {
    return this.problem.code
  }
  get status(): number {
    return this.problem.status
  }
}

/** No answer came: no line, or it was cut. Nothing is known about what the server did. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** This device itself refuses, before anything is stored. */
export class NotAllowedHere extends Error {
  override readonly name = 'NotAllowedHere'
  constructor(readonly code: string, readonly params: Record<string, unknown> = {}) {
    super(code)
  }
}

export type Result = { ok: true } | { ok: false; problem: Problem }

export const OK: Result = { ok: true }

export function failed(code: string, params: Record<string, unknown> = {}, status = 0): Result {
  return { ok: false, problem: { code, params, status } }
}

/** Reads a problem out of any answer body; a body that is none gets the code `http.<status>`. */
export function problemFrom(status: number, body: unknown): Problem {
  const found = isRecord(body) && isRecord(body['problem']) ? body['problem'] : body
  if (!isRecord(found) || typeof found['code'] !== 'string') return { code: `http.${status}`, status, params: {} }
  const params = isRecord(found['params']) ? found['params'] : {}
  const title = typeof found['title'] === 'string' ? { title: found['title'] } : {}
  return { code: found['code'], status, params, ...title }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
