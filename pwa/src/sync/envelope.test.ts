import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { canonical, canonicalBytes, NotCanonical, withoutProof } from '@/api/canonical'
import { newId } from '@/api/ids'
import type { Envelope } from '@/api/types'
import { keyId, sha256 } from '@/local/crypto'
import { envelopeHash, signable, verifyEnvelope } from './envelope'

interface Vectors {
  canonical: { name: string; value: unknown; canonical: string; sha256: string }[]
  key: { id: string; spki: string }
  chain: { envelope: Envelope; canonical: string; hash: string }[]
  forged: { name: string; envelope: Envelope }[]
}

const path = new URL('../../../tests/vectors/envelope.json', import.meta.url)
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vectors

describe('canonical JSON, as the court computes it too', () => {
  it.each(vectors.canonical)('$name', async ({ value, canonical: text, sha256: digest }) => {
    expect(canonical(value)).toBe(text)
    expect(await sha256(canonicalBytes(value))).toBe(digest)
  })

  it.each([[NaN], [Infinity], [undefined], [{ a: undefined }], ['\ud800'], [{ '\udc00': 1 }], [10n], [() => 1]])(
    'refuses what JSON cannot say: %s', (value) => expect(() => canonical(value)).toThrow(NotCanonical))
})

describe('the chain of a device', () => {
  it.each(vectors.chain)('hash and signature of $envelope.type hold', async ({ envelope, canonical: text, hash }) => {
    expect(canonical(withoutProof(envelope))).toBe(text)
    expect(await envelopeHash(envelope)).toBe(hash)
    expect(await verifyEnvelope(envelope, vectors.key.spki)).toBe(true)
  })

  it('each act names the hash of the one before', () => {
    expect(vectors.chain[1]!.envelope.prev).toBe(vectors.chain[0]!.hash)
  })

  it.each(vectors.forged)('$name does not verify', async ({ envelope }) => {
    expect(await verifyEnvelope(envelope, vectors.key.spki)).toBe(false)
  })

  it('the key names itself by its digest', async () => {
    expect(await keyId(vectors.key.spki)).toBe(vectors.key.id)
  })
})

describe('bodies', () => {
  it('half a character from a keyboard is replaced, so that the act can be signed', () => {
    const body = signable({ caption: '椅\ud83d', later: undefined, list: ['\ude00'] })
    expect(body).toEqual({ caption: '椅\ufffd', list: ['\ufffd'] })
    expect(() => canonical(body)).not.toThrow()
  })
})

describe('ids', () => {
  it('made in one millisecond, or with a clock set back, still sort in the order they were made', () => {
    const now = Date.now()
    const ids = [...Array.from({ length: 6000 }, () => newId(now)), newId(now - 86_400_000), newId(now)]
    expect([...ids].sort()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})
