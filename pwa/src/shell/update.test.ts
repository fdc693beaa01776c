// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest'

const posted: unknown[] = []
const listeners: Record<string, () => void> = {}
const waiting = { postMessage: (message: unknown) => posted.push(message) }
const registration = { waiting, installing: null, addEventListener: () => undefined, update: async () => undefined }

beforeEach(async () => {
  posted.length = 0
  vi.resetModules()
  vi.stubEnv('DEV', false)
  const container = { controller: {}, register: async () => registration, addEventListener: (name: string, then: () => void) => { listeners[name] = then } }
  Object.defineProperty(navigator, 'serviceWorker', { value: container, configurable: true })
})

test('a new version waits while something is being captured', async () => {
  const { applyUpdate, startUpdates, update } = await import('./update')
  await startUpdates()
  expect(update.value).toBe('waiting')
  expect(applyUpdate(() => true)).toBe(false)
  expect(posted).toEqual([])
})

test('a new version is applied once nothing is being captured', async () => {
  const { applyUpdate, startUpdates } = await import('./update')
  await startUpdates()
  expect(applyUpdate(() => false)).toBe(true)
  expect(posted).toEqual(['apply-update'])
})

test('when another tab switched, this page is told and not reloaded under the hands', async () => {
  const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined)
  const { startUpdates, update } = await import('./update')
  await startUpdates()
  listeners['controllerchange']?.()
  expect(update.value).toBe('elsewhere')
  expect(reload).not.toHaveBeenCalled()
})
