import { expect, test } from 'vitest'
import { codeFrom } from './scan'

test('the enrolment code is read from the link on the administrator\'s screen', () => {
  expect(codeFrom('https://court.example/enrol?code=ABCD-EFGH')).toBe('ABCD-EFGH')
})

test('a bare code is taken as it stands', () => {
  expect(codeFrom(' ABCD-EFGH\n')).toBe('ABCD-EFGH')
})
