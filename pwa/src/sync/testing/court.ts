/** A small court for tests: the wire contract of docs/protocol.md with a line that can be cut anywhere. */
import { canonicalBytes } from '@/api/canonical'
import { fromUtf8, type Bytes } from '@/api/bytes'
import { newId } from '@/api/ids'
import type { Change, Envelope, Head, Outcome, Receipt } from '@/api/types'
import { importSigningKey, keyId, newSigningPair, sha256, signBytes, verifyBytes, verifyProof } from '@/local/crypto'
import { envelopeHash } from '../envelope'
import { CourtRules } from './rules'
import { TusDoor } from './tusdoor'

/** What the line does with one request. `duplicate`: it arrives twice, the second answer comes back. */
export type Line = 'ok' | 'lose_request' | 'lose_answer' | 'duplicate'

interface Device {
  spki: string
  users: string[]
  revoked: boolean
}

interface Entry {
  envelope: Envelope
  hash: string
  outcome: Outcome
}

export interface Incoming {
  method: string
  path: string
  query: URLSearchParams
  headers: Headers
  body: Bytes
}

const JSON_TYPE = { 'Content-Type': 'application/json' }

export class FakeCourt {
  readonly origin = 'https://court.test'
  readonly devices = new Map<string, Device>()
  readonly ledger = new Map<string, Entry>()
  readonly chains = new Map<string, { seq: number; hash: string }>()
  readonly blobs = new Map<string, Bytes>()
  readonly rules = new CourtRules()
  readonly uploads = new TusDoor(this)
  readonly seen: Incoming[] = []
  loggedIn: string | null = null
  /** Who can log in: username -> person; the password is the username backwards. */
  readonly people = new Map<string, { id: string; name: string; roles: string[] }>()
  codes = new Set(['ABCD-1234'])
  /** Milliseconds the court's clock is ahead of this machine's. */
  aheadMs = 0
  line: (incoming: Incoming) => Line = () => 'ok'
  spoilReceipt: (receipt: Receipt) => Receipt = (receipt) => receipt
  #key!: CryptoKey
  serverKey!: { id: string; spki: string }

  static async open(): Promise<FakeCourt> {
    const court = new FakeCourt()
    const { pkcs8, spki } = await newSigningPair()
    court.#key = await importSigningKey(pkcs8)
    court.serverKey = { id: await keyId(spki), spki }
    return court
  }

  enrol(id: string, spki: string, users: string[]): void {
    this.devices.set(id, { spki, users, revoked: false })
  }

  readonly fetch = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const { pathname: path, searchParams: query } = new URL(String(url))
    const body = init.body ? new Uint8Array(init.body as Bytes) : new Uint8Array()
    const incoming = { method: init.method ?? 'GET', path, query, headers: new Headers(init.headers), body }
    this.seen.push(incoming)
    const line = this.line(incoming)
    await Promise.resolve()
    if (line === 'lose_request') throw new TypeError('network is down')
    const answer = await this.#answer(incoming)
    const final = line === 'duplicate' ? await this.#answer(incoming) : answer
    if (line === 'lose_answer') throw new TypeError('network is down')
    return final
  }

  async sign<T extends object>(record: T): Promise<T & { proof: { alg: string; key: string; sig: string } }> {
    const sig = await signBytes(this.#key, canonicalBytes(record))
    return { ...record, proof: { alg: 'ES256', key: this.serverKey.id, sig } }
  }

  now(): string {
    return new Date(Date.now() + this.aheadMs).toISOString()
  }

  /** Checks the `Authorization: Device` header; null when it does not hold. */
  async provenDevice({ method, path, query, headers, body }: Incoming): Promise<string | null> {
    const parts = Object.fromEntries([...(headers.get('Authorization') ?? '').matchAll(/(\w+)="([^"]*)"/g)].map((m) => [m[1], m[2]]))
    const device = this.devices.get(parts['id'] ?? '')
    if (!device) return null
    const search = query.toString()
    const body_sha256 = await sha256(path.startsWith('/api/uploads') ? new Uint8Array() : body)
    const claim = { device_id: parts['id'], method, path: search ? `${path}?${search}` : path, body_sha256, time: parts['time'] }
    return (await verifyBytes(device.spki, canonicalBytes(claim), parts['sig'] ?? '')) ? parts['id']! : null
  }

  async #answer(incoming: Incoming): Promise<Response> {
    const { method, path } = incoming
    if (path === '/api/time') return json(200, await this.sign({ id: newId(), server_time: this.now() }))
    if (path === '/api/sync/push' && method === 'POST') return this.#push(incoming)
    if (path === '/api/sync/pull') return this.#pull(incoming)
    if (path === '/api/commands' && method === 'POST') return this.#command(incoming)
    if (path === '/api/session') return this.#sessionDoor(incoming)
    if (path.startsWith('/api/uploads')) return this.uploads.handle(incoming)
    return problem(404, 'request.not_found')
  }

  async #push(incoming: Incoming): Promise<Response> {
    const id = await this.provenDevice(incoming)
    if (!id && !this.loggedIn) return problem(401, 'session.required')
    if (id && this.devices.get(id)!.revoked) return problem(403, 'device.revoked', { wipe: true })
    const { envelopes } = JSON.parse(fromUtf8(incoming.body)) as { envelopes: Envelope[] }
    const outcomes: Outcome[] = []
    for (const envelope of envelopes) outcomes.push(await this.decide(envelope))
    return json(200, { outcomes, head: await this.#head(), server_time: this.now() })
  }

  #sessionDoor({ method, body }: Incoming): Response {
    if (method === 'POST') {
      const { username, password } = JSON.parse(fromUtf8(body)) as { username: string; password: string }
      const person = this.people.get(username)
      if (!person || password !== [...username].reverse().join('')) return problem(401, 'session.wrong_credentials')
      this.loggedIn = person.id
    }
    const person = [...this.people.values()].find((each) => each.id === this.loggedIn)
    if (method === 'DELETE') this.loggedIn = null
    if (!person) return problem(401, 'session.required')
    if (method === 'DELETE') return new Response(null, { status: 204 })
    const expires_at = new Date(Date.now() + 12 * 3600_000).toISOString()
    return json(200, { person: { id: person.id, name: person.name }, roles: person.roles, csrf: 'token', expires_at })
  }

  /** Enrolment is answered with the key that the tablet pins. */
  async #enrolment({ id, type, body, actor }: Envelope): Promise<Outcome | null> {
    const deviceId = String(body['device_id'])
    if (type === 'devices.add_user') this.devices.get(deviceId)?.users.push(actor)
    if (type !== 'devices.enrol') return null
    if (!this.codes.delete(String(body['code']))) {
      return { id, outcome: 'refused', problem: { code: 'devices.code_invalid', status: 422, params: {} } }
    }
    this.enrol(deviceId, String(body['public_key']), [actor])
    const time_token = await this.sign({ id: newId(), server_time: this.now() })
    return { id, outcome: 'accepted', answer: { device_id: deviceId, server_key: this.serverKey, time_token, court: '示范区人民法院' } }
  }

  async #command(incoming: Incoming): Promise<Response> {
    if (!this.loggedIn) return problem(401, 'session.required')
    if (incoming.headers.get('X-CSRF-Token') !== 'token') return problem(403, 'session.csrf_mismatch')
    const envelope = JSON.parse(fromUtf8(incoming.body)) as Envelope
    const outcome = (await this.#enrolment(envelope)) ?? (await this.decide(envelope))
    if (outcome.problem && outcome.outcome !== 'duplicate') return json(409, { ...outcome.problem, id: outcome.id, outcome: outcome.outcome })
    return json(outcome.outcome === 'held' ? 202 : 200, outcome)
  }

  #pull({ query }: Incoming): Response | Promise<Response> {
    if (!this.loggedIn) return problem(401, 'session.required')
    const device = this.devices.get(query.get('device_id') ?? '')
    if (device?.revoked) return problem(403, 'device.revoked', { wipe: true })
    const cursor = query.get('cursor') ?? ''
    if (cursor && !/^\d+@/.test(cursor)) return problem(410, 'sync.cursor_unknown')
    if (cursor && !cursor.endsWith(`@${this.rules.era}`)) return problem(410, 'sync.cursor_unknown')
    const after = Number(cursor.split('@')[0] || 0)
    const limit = Number(query.get('limit') ?? 500)
    const all = this.rules.changesAfter(after)
    const changes: Change[] = all.slice(0, limit)
    const next = changes.at(-1)?.seq ?? this.rules.seq
    const more = all.length > limit
    return json(200, {
      changes, cursor: `${more ? next : this.rules.seq}@${this.rules.era}`, more, server_time: this.now(), head: null,
      app: { minimum: '0.0.0', latest: '0.0.0' },
    })
  }

  /** One act, as the bus decides it: ledger, signature, chain, bytes, rule. */
  async decide(envelope: Envelope): Promise<Outcome> {
    const hash = await envelopeHash(envelope)
    const known = this.ledger.get(envelope.id)
    if (known && known.hash !== hash) return refused(envelope, 'envelope.id_reused')
    if (known && known.outcome.outcome !== 'held') {
      return { ...known.outcome, outcome: 'duplicate', of: known.outcome.outcome as 'accepted' }
    }
    const device = envelope.device_id ? this.devices.get(envelope.device_id) : null
    if (device && !(await verifyProof(envelope, device.spki))) return refused(envelope, 'envelope.signature_invalid')
    const outcome = await this.#decideNew(envelope, hash)
    this.ledger.set(envelope.id, { envelope, hash, outcome })
    return outcome
  }

  async #decideNew(envelope: Envelope, hash: string): Promise<Outcome> {
    const held = this.#chain(envelope, hash)
    if (held) return held
    const blobs = envelope.blobs.map((blob) => blob.sha256).filter((digest) => !this.blobs.has(digest))
    if (blobs.length > 0) return { id: envelope.id, outcome: 'held', missing: { blobs } }
    const verdict = this.rules.apply(envelope)
    if (verdict) return { id: envelope.id, ...verdict }
    return { id: envelope.id, outcome: 'accepted', receipt: await this.#receipt(envelope, hash) }
  }

  #chain(envelope: Envelope, hash: string): Outcome | null {
    const { device_id, device_seq, prev } = envelope
    if (!device_id || device_seq === null) return null
    const head = this.chains.get(device_id) ?? { seq: 0, hash: '0'.repeat(64) }
    if (device_seq > head.seq + 1) return { id: envelope.id, outcome: 'held', missing: { predecessor: head.seq + 1 } }
    if (device_seq === head.seq + 1) {
      this.chains.set(device_id, { seq: device_seq, hash })
      if (prev !== head.hash) return refused(envelope, 'chain.broken')
    }
    return null
  }

  async #receipt(envelope: Envelope, envelope_hash: string): Promise<Receipt> {
    const { id: envelope_id, device_id, device_seq } = envelope
    const blobs = envelope.blobs.map(({ sha256: digest }) => ({ sha256: digest, size: this.blobs.get(digest)!.length }))
    const entry = { id: newId(), leaf: '0'.repeat(64) }
    const head = await this.#head()
    const receipt = await this.sign({ envelope_id, envelope_hash, device_id, device_seq, blobs, received_at: this.now(), entry, head })
    return this.spoilReceipt(receipt)
  }

  async #head(): Promise<Head> {
    const zeros = '0'.repeat(64)
    return this.sign({ log: 'test', size: this.ledger.size, root: zeros, peaks: [zeros], sealed_at: this.now(), prev: zeros })
  }
}

export function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: JSON_TYPE })
}

export function problem(status: number, code: string, params: Record<string, unknown> = {}): Response {
  return json(status, { type: 'about:blank', title: code, status, code, params })
}

function refused(envelope: Envelope, code: string): Outcome {
  return { id: envelope.id, outcome: 'refused', problem: { code, status: 409, params: {} } }
}

