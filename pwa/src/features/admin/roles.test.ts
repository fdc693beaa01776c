import { expect, test } from 'vitest'
import { firstPassword } from './roles'

test('a first password has twenty characters that cannot be mistaken for each other', () => {
  const made = firstPassword()
  expect(made.replaceAll('-', '')).toHaveLength(20)
  expect(made).not.toMatch(/[ilo01]/)
  expect(firstPassword()).not.toBe(made)
})

test('bytes that would favour the first letters are left out', () => {
  let asked = 0
  const made = firstPassword((bytes) => bytes.fill(asked++ === 0 ? 255 : 0))
  expect(made.replaceAll('-', '')).toBe('a'.repeat(20))
  expect(asked).toBe(2)
})
