import { base64, concat, fromUtf8, type Bytes } from '@/api/bytes'
import { newId } from '@/api/ids'
import { sha256 } from '@/local/crypto'
import { problem, type FakeCourt, type Incoming } from './court'

interface OpenUpload {
  length: number
  digest: string
  bytes: Bytes
}

const TUS = { 'Tus-Resumable': '1.0.0' }

/** tus 1.0 with creation and checksum, as docs/protocol.md section 5 wants it. */
export class TusDoor {
  readonly open = new Map<string, OpenUpload>()
  /** Called with each piece on its way in; what it returns is what arrives. */
  spoil: (piece: Bytes) => Bytes = (piece) => piece

  constructor(private readonly court: FakeCourt) {}

  async handle(incoming: Incoming): Promise<Response> {
    const isProven = (await this.court.provenDevice(incoming)) !== null
    if (!isProven && !this.court.loggedIn) return problem(401, 'session.required')
    if (incoming.method === 'POST') return this.#create(incoming)
    const upload = this.open.get(incoming.path.split('/').at(-1)!)
    if (!upload) return problem(404, 'uploads.unknown')
    if (incoming.method === 'HEAD') return this.#at(200, upload)
    return this.#patch(incoming, upload)
  }

  #create({ headers }: Incoming): Response {
    const pairs = (headers.get('Upload-Metadata') ?? '').split(',').map((pair) => pair.trim().split(' '))
    const digest = fromUtf8(Uint8Array.from(atob(new Map(pairs as [string, string][]).get('sha256') ?? ''), (c) => c.charCodeAt(0)))
    const length = Number(headers.get('Upload-Length'))
    if (length === 0) return problem(400, 'uploads.empty')
    const id = newId()
    const upload = { length, digest, bytes: this.court.blobs.get(digest) ?? new Uint8Array() }
    this.open.set(id, upload)
    return new Response(null, { status: 201, headers: { ...TUS, Location: `/api/uploads/${id}`, 'Upload-Offset': String(upload.bytes.length) } })
  }

  async #patch({ headers, body, path }: Incoming, upload: OpenUpload): Promise<Response> {
    if (Number(headers.get('Upload-Offset')) !== upload.bytes.length) return problem(409, 'uploads.offset_differs')
    const piece = this.spoil(body)
    const sum = `sha256 ${base64(new Uint8Array(await crypto.subtle.digest('SHA-256', piece)))}`
    if (headers.get('Upload-Checksum') !== sum) return problem(460, 'uploads.checksum_differs')
    upload.bytes = concat([upload.bytes, piece])
    if (upload.bytes.length === upload.length) {
      if ((await sha256(upload.bytes)) !== upload.digest) {
        this.open.delete(path.split('/').at(-1)!)
        return problem(460, 'uploads.digest_differs')
      }
      this.court.blobs.set(upload.digest, upload.bytes)
    }
    return this.#at(204, upload)
  }

  #at(status: number, upload: OpenUpload): Response {
    const headers = { ...TUS, 'Upload-Offset': String(upload.bytes.length), 'Upload-Length': String(upload.length) }
    return new Response(null, { status, headers })
  }
}
