/** What tus-js-client needs from us: bytes out of the encrypted store, and requests through our one transport. */
import type { FileReader, HttpRequest, HttpResponse, HttpStack } from 'tus-js-client'
import { base64, concat, type Bytes } from '@/api/bytes'
import type { LocalStore } from '@/local/store'
import type { Transport } from './transport'

const GCM_TAG = 16
const UPLOAD_PATIENCE_MS = 5 * 60_000

interface StoredPart {
  n: number
  from: number
  size: number
}

/** The bytes of one blob, decrypted slice by slice: a long video never lies in memory as a whole. */
export class PartSource {
  #last: { n: number; bytes: Bytes } | null = null

  private constructor(private readonly store: LocalStore, private readonly id: string, private readonly parts: StoredPart[]) {}

  static async open(store: LocalStore, id: string): Promise<PartSource> {
    const parts: StoredPart[] = []
    let from = 0
    await store.db.parts.where('[owner+n]').between([id, 0], [id, Infinity]).each(({ n, box }) => {
      const size = box.ct.length - GCM_TAG
      parts.push({ n, from, size })
      from += size
    })
    return new PartSource(store, id, parts)
  }

  get size(): number {
    const last = this.parts.at(-1)
    return last ? last.from + last.size : 0
  }

  async slice(start: number, end: number): Promise<{ value: Bytes; done: boolean }> {
    const until = Math.min(end, this.size)
    const pieces: Uint8Array[] = []
    for (const part of this.parts) {
      if (part.from >= until || part.from + part.size <= start) continue
      const bytes = await this.#part(part.n)
      pieces.push(bytes.subarray(Math.max(0, start - part.from), until - part.from))
    }
    const value = concat(pieces)
    if (value.length !== until - start) throw new Error('stored bytes are shorter than they were')
    // tus-js-client reads `size` off what it sends, as a Blob has it.
    return { value: Object.assign(value, { size: value.length }), done: until >= this.size }
  }

  close(): void {
    this.#last = null
  }

  async #part(n: number): Promise<Bytes> {
    if (this.#last?.n !== n) this.#last = { n, bytes: await this.store.readPart(this.id, n) }
    return this.#last.bytes
  }
}

export const partReader: FileReader = {
  openFile: async (source: PartSource) => source,
}

export type Authorize = (method: string, path: string) => Promise<Record<string, string>>

/** tus over `Transport`. Each piece carries its SHA-256 (checksum extension): a byte flipped on the way is caught. */
export class TransportStack implements HttpStack {
  constructor(private readonly transport: Transport, private readonly authorize: Authorize) {}

  createRequest(method: string, url: string): HttpRequest {
    return new TransportRequest(method, url, { transport: this.transport, authorize: this.authorize })
  }

  getName(): string {
    return 'zhixing'
  }
}

class TransportRequest implements HttpRequest {
  readonly #headers: Record<string, string> = {}
  readonly #giveUp = new AbortController()

  constructor(
    private readonly method: string, private readonly url: string,
    private readonly through: { transport: Transport; authorize: Authorize },
  ) {}

  getMethod(): string {
    return this.method
  }

  getURL(): string {
    return this.url
  }

  setHeader(header: string, value: string): void {
    this.#headers[header] = value
  }

  getHeader(header: string): string | undefined {
    return this.#headers[header]
  }

  setProgressHandler(): void {
    // fetch reports no progress inside a request; a piece is small enough to count when it is done
  }

  async send(body: Bytes | null | undefined): Promise<HttpResponse> {
    const { transport, authorize } = this.through
    const headers = { ...this.#headers, ...(await authorize(this.method, transport.pathOf(this.url))) }
    if (body?.length) headers['Upload-Checksum'] = await checksum(body)
    const response = await transport.raw({
      method: this.method, url: this.url, headers, body: body ?? null, signal: this.#giveUp.signal,
      timeoutMs: UPLOAD_PATIENCE_MS,
    })
    return new TransportResponse(response, await response.text())
  }

  async abort(): Promise<void> {
    this.#giveUp.abort()
  }

  getUnderlyingObject(): unknown {
    return this
  }
}

class TransportResponse implements HttpResponse {
  constructor(private readonly response: Response, private readonly body: string) {}

  getStatus(): number {
    return this.response.status
  }

  getHeader(header: string): string | undefined {
    return this.response.headers.get(header) ?? undefined
  }

  getBody(): string {
    return this.body
  }

  getUnderlyingObject(): unknown {
    return this.response
  }
}

async function checksum(bytes: Bytes): Promise<string> {
  return `sha256 ${base64(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))}`
}
