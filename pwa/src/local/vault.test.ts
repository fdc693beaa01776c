import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import { utf8 } from '@/api/bytes'
import { newId } from '@/api/ids'
import { BoxBroken, open, seal, verifyBytes } from './crypto'
import { Database } from './database'
import { PageLocks } from './locks'
import { TRIES_BEFORE_WIPE, Vault } from './vault'

const LI = { id: newId(), name: '李二河' }
const CHEN = { id: newId(), name: '陈一诺' }
const PIN = '246813'
let db: Database
let now: number
let vault: Vault

beforeEach(async () => {
  db = new Database(`vault-${newId()}`)
  now = Date.parse('2026-11-24T01:00:00Z')
  vault = new Vault(db, new PageLocks(), { rounds: 10, now: () => now })
})

/** Types a wrong PIN as soon as it is allowed. */
async function wrong(): Promise<string> {
  now = Math.max(now, (await vault.attempts()).until)
  const opening = await vault.unlock(LI.id, '000000')
  return opening.ok ? 'open' : opening.problem.code
}

describe('the vault', () => {
  it('opens with the PIN to the same data key and the same signing key', async () => {
    const first = await vault.create(LI, PIN)
    const box = await seal(first.key, 'x', utf8('卷宗'))
    const opening = await vault.unlock(LI.id, PIN)
    if (!opening.ok) throw new Error(opening.problem.code)
    expect(new TextDecoder().decode(await open(opening.unlocked.key, 'x', box))).toBe('卷宗')
    const message = utf8('act')
    expect(await verifyBytes((await vault.publicKey())!, message, await opening.unlocked.signer.sign(message))).toBe(true)
    expect(opening.unlocked.signer.keyId).toBe(first.signer.keyId)
  })

  it('keeps no usable key on the disk: no CryptoKey, no raw key, no PIN', async () => {
    await vault.create(LI, PIN)
    const record = (await db.meta.get('vault'))!.value as { people: { box: { ct: Uint8Array } }[]; signing: { ct: Uint8Array } }
    const seen: unknown[] = []
    JSON.stringify(record, (_key, value: unknown) => (seen.push(value), value))
    expect(seen.some((value) => value instanceof CryptoKey)).toBe(false)
    expect(record.people[0]!.box.ct).toHaveLength(32 + 16)
    expect(JSON.stringify(record)).not.toContain(PIN)
  })

  it('the keys in memory cannot be taken out of the page', async () => {
    const { key } = await vault.create(LI, PIN)
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
  })

  it.each(['12345', '12345a', ''])('refuses the PIN "%s"', async (pin) => {
    await expect(vault.create(LI, pin)).rejects.toMatchObject({ code: 'pin.too_short' })
  })

  it('each officer has an own PIN for the same data, given only on the word of one who is enrolled', async () => {
    const { key } = await vault.create(LI, PIN)
    const box = await seal(key, 'x', utf8('卷宗'))
    const refused = await vault.addPerson(CHEN, '975310', { person_id: LI.id, pin: '111111' })
    expect(refused.ok).toBe(false)
    expect(await vault.people()).toEqual([LI])

    await vault.addPerson(CHEN, '975310', { person_id: LI.id, pin: PIN })

    const opening = await vault.unlock(CHEN.id, '975310')
    if (!opening.ok) throw new Error(opening.problem.code)
    await expect(open(opening.unlocked.key, 'x', box)).resolves.toBeDefined()
    expect((await vault.unlock(CHEN.id, PIN)).ok).toBe(false)
  })

  it('a changed PIN opens, the old one does not, and the data stays', async () => {
    await vault.create(LI, PIN)
    expect((await vault.changePin(LI.id, '999999', '135792')).ok).toBe(false)
    expect((await vault.changePin(LI.id, PIN, '135792')).ok).toBe(true)
    expect((await vault.unlock(LI.id, '135792')).ok).toBe(true)
    expect((await vault.unlock(LI.id, PIN)).ok).toBe(false)
  })

  it('a wrapped key of one person does not open as another’s', async () => {
    await vault.create(LI, PIN)
    const stored = (await db.meta.get('vault'))!.value as { people: { id: string }[] }
    await db.meta.put({ key: 'vault', value: { ...stored, people: [{ ...stored.people[0]!, id: CHEN.id }] } })
    expect((await vault.unlock(CHEN.id, PIN)).ok).toBe(false)
  })
})

describe('wrong PINs', () => {
  beforeEach(async () => void (await vault.create(LI, PIN)))

  it('after the third one must wait, longer each time, and the right PIN must wait too', async () => {
    for (let n = 0; n < 3; n++) await wrong()
    const first = await vault.attempts()
    expect(first.until - now).toBe(5_000)
    expect(await vault.unlock(LI.id, PIN)).toMatchObject({ ok: false, problem: { code: 'pin.wait' } })
    await wrong()
    expect((await vault.attempts()).until - now).toBe(10_000)
  })

  it('setting the clock back does not shorten the wait', async () => {
    for (let n = 0; n < 5; n++) await wrong()
    now -= 86_400_000
    expect(await vault.unlock(LI.id, PIN)).toMatchObject({ ok: false, problem: { code: 'pin.wait' } })
  })

  it('the right PIN clears the count', async () => {
    for (let n = 0; n < 4; n++) await wrong()
    now = (await vault.attempts()).until
    expect((await vault.unlock(LI.id, PIN)).ok).toBe(true)
    expect(await vault.attempts()).toEqual({ wrong: 0, since: 0, until: 0 })
  })

  it('ten of them give up a tablet that holds nothing unsent', async () => {
    const answers: string[] = []
    for (let n = 0; n < TRIES_BEFORE_WIPE; n++) answers.push(await wrong())
    expect(answers).toEqual([...Array.from({ length: 9 }, () => 'pin.wrong'), 'pin.exhausted'])
  })

  it('never destroy evidence: with an unsent photo the tablet only locks for longer and longer', async () => {
    const box = await seal((await openVault()).key, 'x', utf8('x'))
    await db.blobs.put({ id: newId(), envelope_id: newId(), subject: null, state: 'on_device', size: 1, at: '', box })
    const answers: string[] = []
    for (let n = 0; n < 30; n++) answers.push(await wrong())
    expect(answers).not.toContain('pin.exhausted')
    expect((await vault.attempts()).until - now).toBe(24 * 3600_000)
    expect((await openVault()).key).toBeDefined()
  })

  it('killing the app in the middle of a try gives no free guess', async () => {
    const slow = new Vault(db, new PageLocks(), { rounds: 1_000_000, now: () => now })
    await slow.create(LI, PIN)
    const trying = slow.unlock(LI.id, '000000')
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect((await vault.attempts()).wrong).toBe(1) // counted on the disk before the answer is known
    await trying
  })

  async function openVault() {
    now = Math.max(now, (await vault.attempts()).until)
    const opening = await vault.unlock(LI.id, PIN)
    if (!opening.ok) throw new Error(opening.problem.code)
    return opening.unlocked
  }
})

describe('boxes', () => {
  it('an altered box does not open', async () => {
    const { key } = await vault.create(LI, PIN)
    const box = await seal(key, 'rows/a', utf8('一'))
    box.ct[0]! ^= 1
    await expect(open(key, 'rows/a', box)).rejects.toThrow(BoxBroken)
  })
})
