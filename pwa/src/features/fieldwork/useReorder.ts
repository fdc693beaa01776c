import { computed, ref, watch, type Ref } from 'vue'
import { moved } from './rules'

const SETTLE_MS = 700

/**
 * Reordering by finger, by buttons and by arrow keys. The order on the screen changes at once; the act goes out when the
 * finger lifts, or when the keys have rested, so that ten key presses are one act.
 */
export function useReorder(ids: Ref<readonly string[]>, save: (order: readonly string[]) => Promise<boolean>) {
  const draft = ref<readonly string[] | null>(null)
  const dragging = ref<string | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  const order = computed(() => draft.value ?? ids.value)
  // A thing listed by a colleague meanwhile must not be missing from the list.
  watch(ids, (now) => { if (draft.value && !sameMembers(draft.value, now)) draft.value = null })

  async function commit(): Promise<void> {
    clearTimeout(timer)
    const wanted = draft.value
    if (wanted && wanted.join() !== ids.value.join()) await save(wanted)
    draft.value = null
  }
  function place(id: string, index: number): void {
    draft.value = moved(order.value, id, index)
  }
  function step(id: string, by: -1 | 1): number {
    place(id, order.value.indexOf(id) + by)
    clearTimeout(timer)
    timer = setTimeout(() => void commit(), SETTLE_MS)
    return order.value.indexOf(id)
  }

  function grab(event: PointerEvent, id: string, list: HTMLElement): void {
    if (event.button !== 0) return
    event.preventDefault()
    const handle = event.currentTarget as HTMLElement
    handle.setPointerCapture(event.pointerId)
    dragging.value = id
    const follow = (moveEvent: PointerEvent) => {
      const rows = [...list.children] as HTMLElement[]
      const index = rows.findIndex((row) => moveEvent.clientY < row.getBoundingClientRect().bottom)
      place(id, index === -1 ? rows.length - 1 : index)
    }
    const release = () => {
      handle.removeEventListener('pointermove', follow)
      handle.removeEventListener('pointerup', release)
      handle.removeEventListener('pointercancel', release)
      dragging.value = null
      void commit()
    }
    handle.addEventListener('pointermove', follow)
    handle.addEventListener('pointerup', release)
    handle.addEventListener('pointercancel', release)
  }
  return { order, dragging, step, grab }
}

function sameMembers(one: readonly string[], other: readonly string[]): boolean {
  const members = new Set(other)
  return one.length === other.length && one.every((id) => members.has(id))
}
