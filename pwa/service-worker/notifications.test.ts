import { expect, test } from 'vitest'
import { isShellNavigation } from './navigation'
import { asNotification, pathToOpen } from './notifications'

test('a notification on the lock screen carries no case number, whatever the server sends', () => {
  const shown = asNotification(JSON.stringify({ kind: 'asset_queries.feedback_recorded', unread: 3, text: '（2026）粤0604执1234号 存款 8,000 元' }))
  expect(JSON.stringify(shown)).not.toContain('1234')
  expect(JSON.stringify(shown)).not.toContain('8,000')
  expect(shown.options.body).toBe('有新的查控反馈')
  expect(shown.unread).toBe(3)
})

test('an end that nears opens the radar, and a lapse is not covered by other news', () => {
  const [near, lapsed, other] = ['controls.term_nearing', 'controls.lapsed', 'controls.queued'].map((kind) => asNotification(JSON.stringify({ kind, unread: 1 })))
  expect([near!.options.body, near!.options.data.path]).toEqual(['有控制措施即将届满', '/radar'])
  expect([lapsed!.options.body, lapsed!.options.data.path]).toEqual(['有控制措施到期失效，须说明原因', '/radar'])
  expect(other!.options.data.path).toBe('/notifications')
  expect(new Set([near, lapsed, other].map((one) => one!.options.tag)).size).toBe(3)
})

test('a push that cannot be read still says that there is news', () => {
  expect(asNotification('').options.body).toBe('有新的办案通知')
  expect(asNotification('not json').unread).toBeNull()
})

test('a notification opens a page of this app only', () => {
  expect(pathToOpen({ path: '/asset-queries' })).toBe('/asset-queries')
  expect(pathToOpen({ path: '//evil.example' })).toBe('/notifications')
  expect(pathToOpen({ path: 'https://evil.example' })).toBe('/notifications')
  expect(pathToOpen(null)).toBe('/notifications')
})

test('the litigant page, the interfaces and the health doors reach the server', () => {
  for (const path of ['/api/session', '/d/abc', '/socket.io/', '/gateway/x', '/calendar/x.ics', '/healthz', '/metrics', '/verify', '/trust/key']) {
    expect(isShellNavigation(path)).toBe(false)
  }
  for (const path of ['/', '/cases/1', '/documents/1', '/devices']) expect(isShellNavigation(path)).toBe(true)
})
