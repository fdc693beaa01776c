import { failed, NotAllowedHere, type Problem } from '@/api/problems'
import {
  BoxBroken, importDataKey, importSigningKey, keyFromPin, keyId, newSigningPair, open, PIN_ROUNDS, randomBytes, seal,
  signBytes, type Box,
} from './crypto'
import type { Bytes } from '@/api/bytes'
import type { Database } from './database'
import type { Locks } from './locks'
import { holdsUnsent } from './unsent'

/**
 * The keys of an enrolled tablet, on disk under meta `vault`:
 *   PIN of a person --PBKDF2--> key that wraps the data key (one wrapping per person, one data key for all);
 *   data key --AES-GCM--> the device's signing key.
 * A non-extractable CryptoKey kept in IndexedDB can be read from the profile folder by anyone who has the disk,
 * so none is kept: what lies there opens only with a PIN.
 */
export interface PersonKey {
  id: string
  name: string
  salt: Bytes
  box: Box
}

interface VaultRecord {
  format: 1
  rounds: number
  people: PersonKey[]
  signing: Box
  public_key: string
}

export interface Attempts {
  wrong: number
  /** Milliseconds since the epoch, both; `since` notices a clock that was set back to skip the wait. */
  since: number
  until: number
}

export interface Signer {
  keyId: string
  sign(bytes: Bytes): Promise<string>
}

export interface Unlocked {
  key: CryptoKey
  signer: Signer
}

export type Opening = { ok: true; unlocked: Unlocked } | { ok: false; problem: Problem }

export const PIN_MIN_DIGITS = 6
export const TRIES_BEFORE_WIPE = 10
const FREE_TRIES = 3
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 24 * 3600_000
const NO_ATTEMPTS: Attempts = { wrong: 0, since: 0, until: 0 }

export interface VaultOptions {
  now?: () => number
  rounds?: number
}

export class Vault {
  readonly #now: () => number
  readonly #rounds: number

  constructor(private readonly db: Database, private readonly locks: Locks, options: VaultOptions = {}) {
    this.#now = options.now ?? Date.now
    this.#rounds = options.rounds ?? PIN_ROUNDS
  }

  async people(): Promise<{ id: string; name: string }[]> {
    return ((await this.#read())?.people ?? []).map(({ id, name }) => ({ id, name }))
  }

  async exists(): Promise<boolean> {
    return (await this.#read()) !== undefined
  }

  async publicKey(): Promise<string | null> {
    return (await this.#read())?.public_key ?? null
  }

  /** Makes the keys of a new tablet. Throws NotAllowedHere `pin.too_short`. */
  async create(person: { id: string; name: string }, pin: string): Promise<Unlocked> {
    ensurePin(pin)
    const raw = randomBytes(32)
    const key = await importDataKey(raw)
    const { pkcs8, spki } = await newSigningPair()
    const signing = await seal(key, 'vault/signing', pkcs8)
    const people = [await this.#wrap(raw, person, pin)]
    await this.#save({ format: 1, rounds: this.#rounds, people, signing, public_key: spki })
    return this.#unlocked(key, pkcs8, spki)
  }

  /**
   * Opens the vault. Problems: `pin.wrong` {left}, `pin.wait` {until}, `pin.exhausted` (the caller wipes).
   *
   * Ten wrong tries wipe the tablet only if it holds nothing unsent. Otherwise the waits go on growing, up to a
   * day each: a thief gains nothing from six digits at that pace, and evidence that exists nowhere else is never
   * destroyed by somebody typing numbers.
   */
  unlock(personId: string, pin: string): Promise<Opening> {
    return this.locks.exclusive(`${this.db.name}:vault`, () => this.#tryPin(personId, pin))
  }

  /** A second officer on this tablet. One who is enrolled vouches with the own PIN: an unlocked tablet is not enough. */
  async addPerson(
    person: { id: string; name: string }, pin: string, voucher: { person_id: string; pin: string },
  ): Promise<Opening> {
    ensurePin(pin)
    return this.#withRaw(voucher.person_id, voucher.pin, async (record, raw) => {
      const others = record.people.filter((each) => each.id !== person.id)
      await this.#save({ ...record, people: [...others, await this.#wrap(raw, person, pin)] })
    })
  }

  async changePin(personId: string, pin: string, next: string): Promise<Opening> {
    ensurePin(next)
    return this.#withRaw(personId, pin, async (record, raw) => {
      const person = record.people.find((each) => each.id === personId)
      if (!person) throw new NotAllowedHere('pin.unknown_person')
      const others = record.people.filter((each) => each.id !== personId)
      await this.#save({ ...record, people: [...others, await this.#wrap(raw, person, next)] })
    })
  }

  async attempts(): Promise<Attempts> {
    return (await this.db.getMeta<Attempts>('attempts')) ?? NO_ATTEMPTS
  }

  async #withRaw(
    personId: string, pin: string, work: (record: VaultRecord, raw: Bytes) => Promise<void>,
  ): Promise<Opening> {
    const opening = await this.unlock(personId, pin)
    if (!opening.ok) return opening
    const record = (await this.#read())!
    await work(record, await this.#unwrap(record, personId, pin))
    return opening
  }

  async #tryPin(personId: string, pin: string): Promise<Opening> {
    const record = await this.#read()
    if (!record) throw new NotAllowedHere('vault.absent')
    const attempts = await this.attempts()
    const until = this.#waitUntil(attempts)
    if (until > this.#now()) return refusal('pin.wait', { until: new Date(until).toISOString() })
    // Counted before the try: killing the app in the middle gives no free guess.
    const next = nextAttempts(attempts, this.#now())
    await this.db.meta.put({ key: 'attempts', value: next })
    try {
      const raw = await this.#unwrap(record, personId, pin)
      const key = await importDataKey(raw)
      const pkcs8 = await open(key, 'vault/signing', record.signing)
      await this.db.meta.put({ key: 'attempts', value: NO_ATTEMPTS })
      return { ok: true, unlocked: await this.#unlocked(key, pkcs8, record.public_key) }
    } catch (error) {
      if (!(error instanceof BoxBroken)) throw error
      return this.#wrongPin(next)
    }
  }

  async #wrongPin(attempts: Attempts): Promise<Opening> {
    const left = Math.max(0, TRIES_BEFORE_WIPE - attempts.wrong)
    if (left > 0) return refusal('pin.wrong', { left, until: new Date(attempts.until).toISOString() })
    if (!(await holdsUnsent(this.db))) return refusal('pin.exhausted', {})
    return refusal('pin.wait', { until: new Date(attempts.until).toISOString() })
  }

  /** A clock set back before the last wrong try does not shorten the wait: it starts again from now. */
  #waitUntil({ since, until }: Attempts): number {
    return this.#now() < since ? this.#now() + (until - since) : until
  }

  async #wrap(raw: Bytes, person: { id: string; name: string }, pin: string): Promise<PersonKey> {
    const salt = randomBytes(16)
    const box = await seal(await keyFromPin(pin, salt, this.#rounds), `vault/${person.id}`, raw)
    return { id: person.id, name: person.name, salt, box }
  }

  async #unwrap(record: VaultRecord, personId: string, pin: string): Promise<Bytes> {
    const person = record.people.find((each) => each.id === personId)
    if (!person) throw new NotAllowedHere('pin.unknown_person')
    return open(await keyFromPin(pin, person.salt, record.rounds), `vault/${personId}`, person.box)
  }

  async #unlocked(key: CryptoKey, pkcs8: Bytes, spki: string): Promise<Unlocked> {
    const signing = await importSigningKey(pkcs8)
    return { key, signer: { keyId: await keyId(spki), sign: (bytes) => signBytes(signing, bytes) } }
  }

  #read(): Promise<VaultRecord | undefined> {
    return this.db.getMeta<VaultRecord>('vault')
  }

  async #save(record: VaultRecord): Promise<void> {
    await this.db.meta.put({ key: 'vault', value: record })
  }
}

function nextAttempts({ wrong }: Attempts, now: number): Attempts {
  const count = wrong + 1
  const wait = count < FREE_TRIES ? 0 : FIRST_WAIT_MS * 2 ** (count - FREE_TRIES)
  return { wrong: count, since: now, until: now + Math.min(wait, LONGEST_WAIT_MS) }
}

function refusal(code: string, params: Record<string, unknown>): Opening {
  return failed(code, params) as { ok: false; problem: Problem }
}

function ensurePin(pin: string): void {
  if (!/^\d+$/.test(pin) || pin.length < PIN_MIN_DIGITS) {
    throw new NotAllowedHere('pin.too_short', { min_digits: PIN_MIN_DIGITS })
  }
}
