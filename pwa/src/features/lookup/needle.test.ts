import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { codeKey, isEnough, isHit, needle, searchKey, textKey } from './needle'

interface Vectors {
  keys: { typed: string; text: string; code: string | null }[]
  hits: { typed: string; texts: string[]; hit: boolean }[]
  enough: { typed: string; enough: boolean }[]
}
const vectors = JSON.parse(readFileSync(new URL('../../../../tests/vectors/lookup.json', import.meta.url), 'utf8')) as Vectors

test.each(vectors.keys)('“$typed” is compared as $text', ({ typed, text, code }) => {
  const wanted = needle(typed)
  expect([wanted.text, wanted.code]).toEqual([text, code])
  if (wanted.id === null) expect([textKey(typed), codeKey(typed)]).toEqual([text, code])
})

test.each(vectors.hits)('“$typed” finds $texts: $hit', ({ typed, texts, hit }) => {
  expect(isHit(needle(typed), searchKey(texts))).toBe(hit)
})

test.each(vectors.enough)('“$typed” says enough to look for: $enough', ({ typed, enough }) => {
  expect(isEnough(needle(typed))).toBe(enough)
})

test('the code of a seal is its id, whatever address it stands in', () => {
  expect(needle('https://court.example/s/0193A1B2-c3d4-7e5f-8a9b-0c1d2e3f4a5b').id).toBe('0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b')
})
