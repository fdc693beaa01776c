import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { base64url, hex } from '@/api/bytes'
import { challengeOf, type Bound } from './challenge'

interface Vector { name: string; given: Bound; challenge: string; challenge_hex: string }
const vectors = JSON.parse(readFileSync(new URL('../../../../tests/vectors/approval_challenge.json', import.meta.url), 'utf8')) as Vector[]

describe('a decision is bound to the bytes, the step, the decision and the nonce', () => {
  it.each(vectors)('$name: the device computes what the court computes', async ({ given, challenge, challenge_hex }) => {
    const made = await challengeOf(given)
    expect([made.length, hex(made), base64url(made)]).toEqual([32, challenge_hex, challenge])
  })

  it('no two of them are the same', async () => {
    const made = await Promise.all(vectors.map(async ({ given }) => hex(await challengeOf(given))))
    expect(new Set(made).size).toBe(vectors.length)
  })
})
