import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import { useReorder } from './useReorder'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

describe('reordering the list', () => {
  it('sends one act for several key presses', async () => {
    const ids = ref<readonly string[]>(['a', 'b', 'c'])
    const save = vi.fn(async (order: readonly string[]) => { ids.value = order; return true })
    const list = useReorder(ids, save)
    expect(list.step('c', -1)).toBe(1)
    expect(list.step('c', -1)).toBe(0)
    expect(list.order.value).toEqual(['c', 'a', 'b'])
    await vi.runAllTimersAsync()
    expect(save.mock.calls).toEqual([[['c', 'a', 'b']]])
  })

  it('sends nothing when the line ends where it was', async () => {
    const save = vi.fn(async () => true)
    const list = useReorder(ref(['a', 'b']), save)
    list.step('a', 1)
    list.step('a', -1)
    await vi.runAllTimersAsync()
    expect(save).not.toHaveBeenCalled()
  })

  it('never hides a line a colleague listed meanwhile', async () => {
    const ids = ref<readonly string[]>(['a', 'b'])
    const list = useReorder(ids, async () => true)
    list.step('b', -1)
    ids.value = ['a', 'b', 'c']
    await nextTick()
    expect(list.order.value).toEqual(['a', 'b', 'c'])
  })
})
