import { computed, ref, shallowRef } from 'vue'
import { changed, middleBox, nudged, undone, type Box, type BoxKind, type Undoable } from './rules'

/** The boxes being drawn, which one is chosen, and the way back step by step. */
export function useBoxes() {
  const state = shallowRef<Undoable>({ boxes: [], past: [] })
  const chosen = ref<number | null>(null)
  const kind = ref<BoxKind>('face')
  const boxes = computed(() => state.value.boxes)

  const set = (next: readonly Box[]) => { state.value = changed(state.value, next) }
  const replace = (index: number, box: Box) => set(boxes.value.map((one, at) => (at === index ? box : one)))
  function add(box: Box) {
    set([...boxes.value, box])
    chosen.value = boxes.value.length - 1
  }
  function remove(index: number) {
    set(boxes.value.filter((_, at) => at !== index))
    chosen.value = null
  }
  function undo() {
    state.value = undone(state.value)
    chosen.value = null
  }
  function setKind(next: BoxKind) {
    kind.value = next
    const box = chosen.value === null ? undefined : boxes.value[chosen.value]
    if (box && chosen.value !== null) replace(chosen.value, { ...box, what: next })
  }
  function key(event: KeyboardEvent, index: number) {
    const box = boxes.value[index]
    if (!box) return
    if (event.key === 'Delete' || event.key === 'Backspace') remove(index)
    else if (event.key.startsWith('Arrow')) replace(index, nudged(box, event.key, event.shiftKey ? 'grow' : 'move'))
    else return
    event.preventDefault()
  }
  return { boxes, chosen, kind, add, addMiddle: () => add(middleBox(kind.value)), remove, replace, undo, setKind, key, canUndo: computed(() => state.value.past.length > 0) }
}
