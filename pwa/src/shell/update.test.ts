// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest'
import { Cell } from '@/local/readable'

const posted: unknown[] = []
const listeners: Record<string, () => void> = {}
const waiting = { postMessage: (message: unknown) => posted.push(message) }
const registration = { waiting, installing: null, addEventListener: () => undefined, update: async () => undefined }

beforeEach(async () => {
  posted.length = 0
  vi.restoreAllMocks()
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

test('a new version is applied at once when nothing is being captured; a worker that does not let go is left by reading the page again', async () => {
  vi.useFakeTimers()
  const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined)
  const { applyUpdate, startUpdates } = await import('./update')
  await startUpdates()
  expect(applyUpdate(new Cell(false))).toBe('now')
  expect(posted).toEqual(['apply-update'])
  await vi.advanceTimersByTimeAsync(2000)
  expect(reload).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1000)
  expect(reload).toHaveBeenCalledOnce()
  vi.useRealTimers()
})

test('a worker that takes over late does not read the page again while something is being captured', async () => {
  vi.useFakeTimers()
  const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined)
  const { applyUpdate, startUpdates, update } = await import('./update')
  await startUpdates()
  const busy = new Cell(false)
  applyUpdate(busy)
  busy.set(true)
  await vi.advanceTimersByTimeAsync(60_000)
  listeners['controllerchange']?.()
  expect(reload).not.toHaveBeenCalled()
  expect(update.value).toBe('elsewhere')
  vi.useRealTimers()
})

test('what a locked screen asked for does not happen once the screen is open again', async () => {
  const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined)
  const { applyUpdateWhile, startUpdates, update } = await import('./update')
  await startUpdates()
  let locked = true
  applyUpdateWhile(() => locked)
  expect(posted).toEqual(['apply-update'])
  locked = false
  listeners['controllerchange']?.()
  expect(reload).not.toHaveBeenCalled()
  expect(update.value).toBe('elsewhere')
})

test('a new version that comes while the screen is locked is applied', async () => {
  const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined)
  const { applyUpdateWhile, startUpdates } = await import('./update')
  await startUpdates()
  applyUpdateWhile(() => true)
  listeners['controllerchange']?.()
  expect(reload).toHaveBeenCalledOnce()
})

test('when another tab switched, this page is told and not reloaded under the hands', async () => {
  const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined)
  const { startUpdates, update } = await import('./update')
  await startUpdates()
  listeners['controllerchange']?.()
  expect(update.value).toBe('elsewhere')
  expect(reload).not.toHaveBeenCalled()
})
