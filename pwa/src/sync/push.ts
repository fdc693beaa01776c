import { utf8 } from '@/api/bytes'
import { isRecord, ProblemAnswer, problemFrom } from '@/api/problems'
import type { DeviceState, Head, Outcome, PushAnswer, ServerKey } from '@/api/types'
import type { PendingAct } from '@/local/records'
import type { LocalStore } from '@/local/store'
import { answerWrites, kindOf, type Answer, type Judged } from './answers'
import { damageOf, markDamaged } from './blobcheck'
import { judgeHeads } from './heads'
import type { DeviceIdentity } from './proof'
import { doubtAbout } from './receipts'
import type { Projections } from './registry'
import type { TimeKeeper } from './time'
import type { Transport } from './transport'
import type { UploadBoard } from './board'

const BATCH_ACTS = 100
const BATCH_BYTES = 1_000_000

export interface SenderParts {
  store: LocalStore
  transport: Transport
  device: DeviceIdentity | null
  serverKey: ServerKey | null
  projections: Projections
  time: TimeKeeper
  board: UploadBoard
  report: () => Promise<DeviceState>
  /** Told of every answer that ends the waiting for an act. */
  answered: (id: string, answer: Answer) => void
  heard: () => void
  alarm: (code: string) => void
}

/** Hands in acts, in the order they were made. Bytes follow through `Uploader` once the server asks for them. */
export class Sender {
  readonly #sound = new Set<string>() // blobs that were read back and hold, in this page's life
  #reported = ''

  constructor(private readonly parts: SenderParts) {}

  /** One pass: every act that has something new to say is sent once. Throws NoAnswer, ProblemAnswer. */
  async work(): Promise<void> {
    const asked = new Set<string>()
    for (;;) {
      const batch = this.#nextBatch(asked)
      if (batch.length === 0) break
      for (const act of batch) asked.add(act.envelope.id)
      await this.#readBack(batch)
      await this.#take(await this.#post(batch))
    }
    if (asked.size === 0) await this.#reportState()
  }

  #nextBatch(asked: ReadonlySet<string>): PendingAct[] {
    const batch: PendingAct[] = []
    let bytes = 0
    for (const act of this.parts.store.mirror.acts()) {
      if (asked.has(act.envelope.id) || !this.#hasNews(act)) continue
      bytes += utf8(JSON.stringify(act.envelope)).length
      if (batch.length > 0 && (batch.length === BATCH_ACTS || bytes > BATCH_BYTES)) break
      batch.push(act)
      if (!this.parts.device) break // a desk has no chain and sends one act at a time
    }
    return batch
  }

  #hasNews(act: PendingAct): boolean {
    if (act.state === 'accepted') return false
    if (act.state !== 'held' || !act.missing?.blobs?.length) return true
    return act.blobs.every((id) => this.parts.board.isThere(id) || !this.#isMissing(act, id))
  }

  #isMissing(act: PendingAct, blobId: string): boolean {
    const blob = this.parts.store.mirror.blobs.get(blobId)
    return blob !== undefined && act.missing!.blobs!.includes(blob.info.sha256)
  }

  /** A damaged blob does not stop its act: the chain must go on, and the server will hold the act for the bytes. */
  async #readBack(batch: PendingAct[]): Promise<void> {
    for (const id of batch.flatMap((act) => act.blobs)) {
      const blob = this.parts.store.mirror.blobs.get(id)
      if (!blob || blob.state !== 'on_device' || this.#sound.has(id)) continue
      if (await damageOf(this.parts.store, blob)) await this.#damaged(id)
      else this.#sound.add(id)
    }
  }

  async #damaged(id: string): Promise<void> {
    await markDamaged(this.parts.store, id)
    this.parts.alarm('blob.damaged')
  }

  async #post(batch: PendingAct[]): Promise<{ outcomes: Outcome[]; head: Head | null }> {
    const { device, transport, time } = this.parts
    const sentAt = time.clock.mono()
    if (!device) return { outcomes: [await this.#postAtDesk(batch[0]!)], head: null }
    const body = { device_id: device.id, envelopes: batch.map((act) => act.envelope), state: await this.parts.report() }
    const answer = await transport.sendProven<PushAnswer>('/api/sync/push', body, device)
    this.parts.heard()
    time.heard(answer.server_time, sentAt)
    return { outcomes: answer.outcomes ?? [], head: answer.head ?? null }
  }

  async #postAtDesk(act: PendingAct): Promise<Outcome> {
    const body = await this.parts.transport.send<unknown>('POST', '/api/commands', act.envelope)
    this.parts.heard()
    if (!isRecord(body) || typeof body['outcome'] !== 'string') throw new ProblemAnswer(problemFrom(500, body))
    const outcome = { ...body, id: act.envelope.id } as unknown as Outcome
    return typeof body['code'] === 'string' ? { ...outcome, problem: problemFrom(Number(body['status']), body) } : outcome
  }

  async #take({ outcomes, head }: { outcomes: Outcome[]; head: Head | null }): Promise<void> {
    const { store, projections, time } = this.parts
    const judged = await Promise.all(outcomes.map((outcome) => this.#judge(outcome)))
    const shown = [head, ...judged.filter((one) => !one.doubt).map((one) => one.outcome.receipt?.head)]
    const heads = await judgeHeads(store, shown, this.parts.serverKey)
    heads.alarms.forEach((code) => this.parts.alarm(code))
    const now = new Date(time.clock.wall()).toISOString()
    await store.write(async (mirror) => {
      const writes = answerWrites(mirror, judged, projections, now)
      return { writes: { ...writes, heads: heads.keep }, result: undefined }
    })
    for (const one of judged) {
      this.#tell(one)
      if (one.kind === 'held') this.#askAgain(one.outcome)
    }
  }

  /** The server misses bytes we believed to be there (a restored backup, a lost disk): they go up again. */
  #askAgain({ id, missing }: Outcome): void {
    const act = this.parts.store.mirror.pending.get(id)
    if (!act || !missing?.blobs) return
    for (const blob of act.blobs) if (this.#isMissing(act, blob)) this.parts.board.forget(blob)
  }

  async #judge(outcome: Outcome): Promise<Judged> {
    const kind = kindOf(outcome)
    const act = this.parts.store.mirror.pending.get(outcome.id)
    const doubt = act && kind === 'accepted' ? await doubtAbout(outcome.receipt, act, this.parts.serverKey) : null
    if (doubt) this.parts.alarm('receipt.unproven')
    return { outcome, kind, doubt }
  }

  #tell({ outcome, kind, doubt }: Judged): void {
    if (kind === 'held' || doubt) return
    const answer: Answer = { outcome: kind }
    if (outcome.answer) answer.answer = outcome.answer
    if (outcome.problem) answer.problem = outcome.problem
    this.parts.answered(outcome.id, answer)
  }

  /** Before a wipe: what this device holds and nobody will see. The refusal is the expected answer. */
  async lastWords(): Promise<void> {
    const { device, transport } = this.parts
    if (!device) return
    const body = { device_id: device.id, envelopes: [], state: await this.parts.report() }
    await transport.sendProven<PushAnswer>('/api/sync/push', body, device).catch(() => undefined)
  }

  /** With nothing to hand in, the server still learns what this device holds, for the day it is lost. */
  async #reportState(): Promise<void> {
    const { device, transport, time } = this.parts
    if (!device) return
    const state = await this.parts.report()
    const text = JSON.stringify(state)
    if (text === this.#reported) return
    const sentAt = time.clock.mono()
    const body = { device_id: device.id, envelopes: [], state }
    const answer = await transport.sendProven<PushAnswer>('/api/sync/push', body, device)
    this.parts.heard()
    time.heard(answer.server_time, sentAt)
    this.#reported = text
  }
}
