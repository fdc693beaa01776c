import { isRecord, NoAnswer, ProblemAnswer, problemFrom } from '@/api/problems'
import { utf8, type Bytes } from '@/api/bytes'
import { deviceAuthorization, type DeviceIdentity } from './proof'

export interface RawRequest {
  method: string
  /** Path with query, or an absolute URL of the same origin. */
  url: string
  headers?: Record<string, string>
  body?: Bytes | null
  signal?: AbortSignal
  timeoutMs?: number
}

export interface TransportOptions {
  fetch: typeof fetch
  origin: string
  csrf: () => string | null
  now: () => number
}

const PATIENCE_MS = 30_000

/** The one place that calls `fetch`. */
export class Transport {
  constructor(private readonly options: TransportOptions) {}

  /** Reads JSON with the login. Throws NoAnswer, ProblemAnswer. */
  async get<T>(path: string): Promise<T> {
    return (await this.#json(await this.raw({ method: 'GET', url: path }))) as T
  }

  /** Sends JSON with the login and its CSRF token. Throws NoAnswer, ProblemAnswer. */
  async send<T>(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
    const response = await this.raw({
      method, url: path, headers: { 'Content-Type': 'application/json', ...this.csrfHeader() },
      body: body === undefined ? null : utf8(JSON.stringify(body)),
    })
    return (await this.#json(response)) as T
  }

  /** Sends JSON with the device's proof: works after the login has expired. Throws NoAnswer, ProblemAnswer. */
  async sendProven<T>(path: string, body: unknown, device: DeviceIdentity): Promise<T> {
    const bytes = utf8(JSON.stringify(body))
    const proven = { method: 'POST', path, body: bytes }
    const authorization = await deviceAuthorization(device, proven, this.options.now())
    const headers = { 'Content-Type': 'application/json', Authorization: authorization }
    return (await this.#json(await this.raw({ method: 'POST', url: path, headers, body: bytes }))) as T
  }

  /** Reads bytes with the login. Throws NoAnswer, ProblemAnswer. */
  async bytes(path: string): Promise<{ bytes: Bytes; media_type: string }> {
    const response = await this.raw({ method: 'GET', url: path, timeoutMs: 10 * 60_000 })
    if (!response.ok) throw new ProblemAnswer(problemFrom(response.status, await jsonOf(response)))
    const media_type = response.headers.get('Content-Type')?.split(';')[0] ?? 'application/octet-stream'
    return { bytes: await whole(response), media_type }
  }

  /** Any request; only the absence of an answer throws (NoAnswer). */
  async raw(request: RawRequest): Promise<Response> {
    const patience = AbortSignal.timeout(request.timeoutMs ?? PATIENCE_MS)
    const signal = request.signal ? AbortSignal.any([request.signal, patience]) : patience
    const { method, headers, body } = request
    const init: RequestInit = { method, signal, credentials: 'same-origin', cache: 'no-store' }
    if (headers) init.headers = headers
    if (body) init.body = body
    try {
      return await this.options.fetch(new URL(request.url, this.options.origin).href, init)
    } catch (error) {
      throw new NoAnswer((error as Error).message)
    }
  }

  csrfHeader(): Record<string, string> {
    const token = this.options.csrf()
    return token ? { 'X-CSRF-Token': token } : {}
  }

  pathOf(url: string): string {
    const { pathname, search } = new URL(url, this.options.origin)
    return pathname + search
  }

  get now(): () => number {
    return this.options.now
  }

  async #json(response: Response): Promise<unknown> {
    const body = await jsonOf(response)
    // An act's outcome is an answer, not an error, whatever status it travels under (docs/protocol.md, section 3).
    if (response.ok || (isRecord(body) && typeof body['outcome'] === 'string')) return body
    throw new ProblemAnswer(problemFrom(response.status, body))
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = new TextDecoder().decode(await whole(response))
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A body that breaks off half-way is no answer. */
async function whole(response: Response): Promise<Bytes> {
  try {
    return new Uint8Array(await response.arrayBuffer())
  } catch (error) {
    throw new NoAnswer((error as Error).message)
  }
}
