/**
 * The four sync properties (never switched off): after any order of acts, drops, duplicates, delays and crashes, once
 * the line is quiet,
 *   (a) every captured thing exists exactly once in the court, or lies in "needs attention" with its bytes;
 *   (b) tablets with the same scope show the same rows;
 *   (c) an accepted act is never lost;
 *   (d) the chain of each tablet verifies.
 * A counterexample prints its seed; it becomes a named test.
 */
import { describe, expect, it } from 'vitest'
import { newId } from '@/api/ids'
import { NoAnswer, ProblemAnswer } from '@/api/problems'
import { sha256 } from '@/local/crypto'
import { envelopeHash, verifyEnvelope } from './envelope'
import { FakeCourt, type Line } from './testing/court'
import { CASE, someBytes, Tablet } from './testing/tablet'

const STEPS = 45
const SEEDS = [1, 2, 3, 5, 8, 13, 21, 34]

/** Mulberry32: small, seeded, good enough to shuffle a test. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

class World {
  readonly photos = new Map<string, string>() // evidence id -> digest
  readonly confirmed = new Set<string>() // acts a tablet saw accepted
  readonly items: string[] = []
  readonly acts: string[] = []

  constructor(readonly court: FakeCourt, readonly tablets: Tablet[], readonly roll: () => number) {}

  static async begin(seed: number): Promise<World> {
    const court = await FakeCourt.open()
    const world = new World(court, [await Tablet.enrolled(court), await Tablet.enrolled(court)], dice(seed))
    court.line = () => world.#weather()
    for (let n = 0; n < 3; n++) {
      const id = newId()
      world.items.push(id)
      court.rules.put('items', id, { visit_id: CASE, case_id: CASE, name: `物品${n}`, quantity: '1', no: n + 1, history: [] })
    }
    return world
  }

  /** One thing happens somewhere. */
  async step(): Promise<void> {
    const tablet = this.#pick(this.tablets)
    const chance = this.roll()
    if (chance < 0.2) await this.#takePhoto(tablet)
    else if (chance < 0.35) await this.#write(tablet)
    else if (chance < 0.5) await this.#correct(tablet)
    else if (chance < 0.65) await this.#work(tablet, () => tablet.engine.sender.work())
    else if (chance < 0.78) await this.#work(tablet, () => tablet.engine.uploader.work())
    else if (chance < 0.92) await this.#work(tablet, () => tablet.engine.puller.work())
    else {
      tablet.crash()
      await tablet.open()
    }
  }

  async calm(): Promise<void> {
    this.court.line = () => 'ok'
    for (const tablet of this.tablets) await tablet.sync(8)
    for (const tablet of this.tablets) await tablet.sync(2) // what the others handed in last
    for (const tablet of this.tablets) this.#noteReceipts(tablet)
  }

  async #takePhoto(tablet: Tablet): Promise<void> {
    const bytes = someBytes(200 + Math.floor(this.roll() * 3000), Math.floor(this.roll() * 1e6))
    const { evidence_id, act } = await tablet.photo(bytes, this.roll() < 0.15 ? 'refuse' : '现场')
    this.photos.set(evidence_id, await sha256(bytes))
    this.acts.push(act.id)
  }

  async #write(tablet: Tablet): Promise<void> {
    const text = this.roll() < 0.15 ? 'refuse' : '记录'
    this.acts.push((await tablet.act('fieldwork.note', { note_id: newId(), visit_id: CASE, text })).id)
  }

  async #correct(tablet: Tablet): Promise<void> {
    const item_id = this.#pick(this.items)
    const body = { item_id, changes: { quantity: String(Math.floor(this.roll() * 100)) }, reason: '核对' }
    this.acts.push((await tablet.act('fieldwork.correct_item', body, [`items/${item_id}`])).id)
  }

  async #work(tablet: Tablet, work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => {
      if (!(error instanceof NoAnswer || error instanceof ProblemAnswer)) throw error
    })
    this.#noteReceipts(tablet)
  }

  #noteReceipts(tablet: Tablet): void {
    for (const act of tablet.store.mirror.acts()) if (act.state === 'accepted') this.confirmed.add(act.envelope.id)
  }

  #weather(): Line {
    const chance = this.roll()
    if (chance < 0.15) return 'lose_request'
    if (chance < 0.3) return 'lose_answer'
    return chance < 0.4 ? 'duplicate' : 'ok'
  }

  #pick<T>(all: T[]): T {
    return all[Math.floor(this.roll() * all.length)]!
  }
}

async function everythingExistsOnce({ court, tablets, photos, acts }: World): Promise<void> {
  for (const [evidence_id, digest] of photos) {
    const there = court.rules.row('evidence', evidence_id)
    const held = tablets.flatMap(({ store }) => [...store.mirror.attention.values()]
      .filter((entry) => entry.envelope.body['evidence_id'] === evidence_id).map((entry) => ({ store, entry })))
    expect([there, ...held].filter(Boolean), `photo ${evidence_id}`).toHaveLength(1)
    if (there) expect(await sha256(court.blobs.get(digest)!)).toBe(digest)
    for (const { store, entry } of held) {
      const pieces: number[] = []
      for await (const part of store.readParts(entry.blobs[0]!)) pieces.push(...part)
      expect(await sha256(Uint8Array.from(pieces))).toBe(digest)
    }
  }
  const attended = tablets.flatMap(({ store }) => [...store.mirror.attention.keys()])
  for (const id of acts) {
    const answer = court.ledger.get(id)!.outcome.outcome
    expect(answer === 'accepted' ? !attended.includes(id) : attended.includes(id), `${id} ${answer}`).toBe(true)
  }
}

async function chainsVerify({ court, tablets }: World): Promise<void> {
  for (const { deviceId } of tablets) {
    const chain = [...court.ledger.values()].filter((entry) => entry.envelope.device_id === deviceId)
      .sort((a, b) => a.envelope.device_seq! - b.envelope.device_seq!)
    let prev = '0'.repeat(64)
    for (const [n, { envelope }] of chain.entries()) {
      expect(envelope.device_seq).toBe(n + 1)
      expect(envelope.prev).toBe(prev)
      expect(await verifyEnvelope(envelope, court.devices.get(deviceId)!.spki)).toBe(true)
      prev = await envelopeHash(envelope)
    }
  }
}

describe('after any weather', () => {
  it.each(SEEDS)('nothing is lost, doubled or different (seed %i)', async (seed) => {
    const world = await World.begin(seed)
    for (let step = 0; step < STEPS; step++) await world.step()
    await world.calm()

    await everythingExistsOnce(world)
    const screens = world.tablets.map(({ store }) => ['items', 'notes', 'evidence'].map((name) => store.rows(name)))
    expect(screens[0]).toEqual(screens[1])
    for (const id of world.confirmed) expect(world.court.ledger.get(id)!.outcome.outcome).toBe('accepted')
    await chainsVerify(world)
    for (const tablet of world.tablets) {
      expect(tablet.unsent()).toBe(0)
      expect(tablet.store.mirror.base.size).toBe(0)
      tablet.crash()
    }
  }, 30_000)
})
