// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest'
import { Cell } from '@/local/readable'

const posted: unknown[] = []
const listeners: Record<string, () => void> = {}
const waiting = { postMessage: (message: unknown) => posted.push(message) }
const registration = { waiting, installing: null, addEventListener: () => undefined, update: async () => undefined }

beforeEach(async () => {
  posted.length = 0
  vi.resetModules()
  vi.stubEnv('DEV', false)
  const container = { controller: {}, register: async () => registration, getRegistration: async () => registration, addEventListener: (name: string, then: () => void) => { listeners[name] = then } }
  Object.defineProperty(navigator, 'serviceWorker', { value: container, configurable: true })
})

test('a new version that a person asked for waits until nothing is being captured', async () => {
  const { applyUpdate, startUpdates, update } = await import('./update')
  await startUpdates()
  expect(update.value).toBe('waiting')
  const busy = new Cell(true)
  expect(applyUpdate(busy)).toBe('later')
  await Promise.resolve()
  expect(posted).toEqual([])
  busy.set(false)
  await vi.waitFor(() => expect(posted).toEqual(['apply-update']))
})

test('a new version is applied at once when nothing is being captured, and asked again while it is silent', async () => {
  vi.useFakeTimers()
  const { applyUpdate, startUpdates } = await import('./update')
  await startUpdates()
  expect(applyUpdate(new Cell(false))).toBe('now')
  await vi.advanceTimersByTimeAsync(3000)
  expect(posted).toEqual(['apply-update', 'apply-update'])
  vi.useRealTimers()
})

test('when another tab switched, this page is told and not reloaded under the hands', async () => {
  const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined)
  const { startUpdates, update } = await import('./update')
  await startUpdates()
  listeners['controllerchange']?.()
  expect(update.value).toBe('elsewhere')
  expect(reload).not.toHaveBeenCalled()
})
