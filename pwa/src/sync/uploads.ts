import { Upload, type DetailedError } from 'tus-js-client'
import { NoAnswer, ProblemAnswer, problemFrom } from '@/api/problems'
import type { LocalBlob, PendingAct } from '@/local/records'
import type { LocalStore } from '@/local/store'
import { damageOf, markDamaged } from './blobcheck'
import type { UploadBoard } from './board'
import { deviceAuthorization, type DeviceIdentity } from './proof'
import type { Transport } from './transport'
import { partReader, PartSource, TransportStack } from './tus'

/** One piece per request: small enough that a cut line costs little, large enough that proofs cost nothing. */
const PIECE_BYTES = 1024 * 1024
const AT_ONCE = 2
/** Another offset, busy, too many at once, a piece spoiled on the way: the upload itself stands. */
const GOES_ON = new Set([409, 423, 429, 460])

export interface UploaderParts {
  store: LocalStore
  transport: Transport
  device: DeviceIdentity | null
  board: UploadBoard
  origin: string
  /** A blob has arrived whole: its act can be asked about again. */
  arrived: () => void
  heard: () => void
  alarm: (code: string) => void
}

interface Wanted {
  act: PendingAct
  blob: LocalBlob
}

/** Sends the bytes the server asked for, two at a time, resuming where the last try ended. */
export class Uploader {
  constructor(private readonly parts: UploaderParts) {}

  /** One pass over everything that is asked for. A photo that fails does not stop the others; the first error is thrown at the end. */
  async work(): Promise<void> {
    const queue = this.#wanted()
    const errors: unknown[] = []
    const line = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        await this.#uploadOne(next).catch((error: unknown) => errors.push(error))
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, line))
    if (errors.length > 0) throw errors[0]
  }

  #wanted(): Wanted[] {
    const { mirror } = this.parts.store
    const found: Wanted[] = []
    for (const act of mirror.acts()) {
      if (act.state !== 'held' || !act.missing?.blobs) continue
      for (const id of act.blobs) {
        const blob = mirror.blobs.get(id)
        if (!blob || blob.state !== 'on_device' || this.parts.board.isThere(id)) continue
        if (act.missing.blobs.includes(blob.info.sha256)) found.push({ act, blob })
      }
    }
    return found
  }

  async #uploadOne({ act, blob }: Wanted): Promise<void> {
    const { store, board } = this.parts
    if (await damageOf(store, blob)) {
      await markDamaged(store, blob.id)
      this.parts.alarm('blob.damaged')
      return
    }
    const source = await PartSource.open(store, blob.id)
    const url = await this.#transfer(source, { act, blob })
    board.set(blob.id, { sent: blob.size, total: blob.size, there: true })
    if (url !== blob.info.upload_url) await this.#rememberUrl(blob.id, url)
    this.parts.heard()
    this.parts.arrived()
  }

  #transfer(source: PartSource, { act, blob }: Wanted): Promise<string | null> {
    return new Promise((resolve, reject) => {
      const upload = new Upload(source as unknown as Blob, {
        endpoint: new URL('/api/uploads', this.parts.origin).href,
        uploadUrl: blob.info.upload_url,
        metadata: this.#metadata(act, blob),
        chunkSize: PIECE_BYTES,
        uploadSize: blob.size,
        retryDelays: null, // the loop waits and tries again; two layers of patience would hide a dead line
        storeFingerprintForResuming: false,
        fileReader: partReader,
        httpStack: new TransportStack(this.parts.transport, (method, path) => this.#authorize(method, path)),
        // tus-js-client would send from 0; the court says with the creation that it has these bytes already.
        onAfterResponse: (request, response) => {
          if (request.getMethod() !== 'POST' || Number(response.getHeader('Upload-Offset')) !== blob.size) return
          void upload.abort()
          resolve(null)
        },
        onUploadUrlAvailable: () => void this.#rememberUrl(blob.id, upload.url).catch(reject),
        onChunkComplete: (_size, sent, total) => this.parts.board.set(blob.id, { sent, total, there: false }),
        onSuccess: () => resolve(upload.url),
        onError: (error) => void this.#failed(blob, error).then(reject, reject),
      })
      upload.start()
    })
  }

  #metadata(act: PendingAct, blob: LocalBlob): Record<string, string> {
    const { sha256, media_type } = blob.info
    const { id, device_id } = act.envelope
    return { sha256, filetype: media_type, envelope: id, ...(device_id ? { device: device_id } : {}) }
  }

  async #authorize(method: string, path: string): Promise<Record<string, string>> {
    const { device, transport } = this.parts
    if (!device) return transport.csrfHeader()
    return { Authorization: await deviceAuthorization(device, { method, path, body: null }, transport.now()) }
  }

  /** Where the server stands is asked again before the next try, unless it refused the upload as such. */
  async #failed(blob: LocalBlob, error: Error | DetailedError): Promise<Error> {
    const status = 'originalResponse' in error ? (error.originalResponse?.getStatus() ?? 0) : 0
    if (status === 0) return new NoAnswer(error.message)
    this.parts.board.forget(blob.id)
    if (status < 500 && !GOES_ON.has(status)) await this.#rememberUrl(blob.id, null)
    return new ProblemAnswer(problemFrom(status, bodyOf(error as DetailedError)))
  }

  async #rememberUrl(id: string, url: string | null): Promise<void> {
    await this.parts.store.write(async (mirror) => {
      const blob = mirror.blobs.get(id)
      const changed = blob ? [{ ...blob, info: { ...blob.info, upload_url: url } }] : []
      return { writes: { blobs: changed }, result: undefined }
    })
  }
}

function bodyOf(error: DetailedError): unknown {
  try {
    return JSON.parse(error.originalResponse?.getBody() ?? '')
  } catch {
    return null
  }
}
