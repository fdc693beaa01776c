import { fill, locale, type Locale, type Params } from './core'
import en from './problems.en.json'
import zh from './problems.zh-CN.json'

const BOOKS: Record<Locale, Record<string, string>> = { 'zh-CN': zh, en }

export interface ProblemFacts { code: string; status?: number; params?: Params }

/** True when a code has its own sentence in both languages. */
export function isTranslated(code: string): boolean {
  return code in zh && code in en
}

function generic(status: number): string {
  if (status === 0) return '_offline'
  if (status === 401 || status === 403) return '_forbidden'
  if (status === 404) return '_missing'
  if (status === 409) return '_conflict'
  return status >= 500 ? '_server' : '_refused'
}

/** A sentence for a problem code with its parameters; an unknown code gets a sentence by status, with the code in it. */
export function problemText(problem: ProblemFacts | null | undefined): string {
  const book = BOOKS[locale.value]
  if (!problem) return fill(book['_refused'] ?? '', { code: '—' })
  const closer = `${problem.code}.${String(problem.params?.['reason'])}`
  const text = book[closer] ?? book[problem.code] ?? book[generic(problem.status ?? 400)] ?? ''
  return fill(text, { ...problem.params, code: problem.code })
}

/** The sentence for anything thrown: errors of the engine carry a `code`, others get the generic sentence. */
export function errorText(error: unknown): string {
  const facts = error as Partial<ProblemFacts> & { problem?: ProblemFacts; name?: string } | null
  if (facts?.name === 'NoAnswer') return problemText({ code: 'app.offline', status: 0 })
  if (facts?.problem) return problemText(facts.problem)
  return problemText(typeof facts?.code === 'string' ? { ...facts, code: facts.code } : { code: 'app.unexpected', status: 400 })
}
