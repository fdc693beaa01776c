import { computed, ref, type Ref } from 'vue'
import { NO_ZOOM, shifted, zoomed, type Zoom } from './rules'

/** Fingers, wheel and double tap on a stage. A sideways stroke on an unzoomed picture is a swipe. */
export function useZoom(stage: Ref<HTMLElement | null>, onSwipe: (step: -1 | 1) => void) {
  const zoom = ref<Zoom>(NO_ZOOM)
  const fingers = new Map<number, { x: number; y: number }>()
  let start: { x: number; y: number } | null = null
  let lastTap = 0

  const fromMiddle = (x: number, y: number) => {
    const box = stage.value?.getBoundingClientRect()
    return box ? { x: x - box.left - box.width / 2, y: y - box.top - box.height / 2 } : { x: 0, y: 0 }
  }
  const size = () => ({ width: stage.value?.clientWidth ?? 0, height: stage.value?.clientHeight ?? 0 })
  const by = (factor: number, x?: number, y?: number) => {
    zoom.value = zoomed(zoom.value, factor, x === undefined || y === undefined ? { x: 0, y: 0 } : fromMiddle(x, y))
  }
  const reset = () => { zoom.value = NO_ZOOM }

  function down(event: PointerEvent) {
    ;(event.currentTarget as Element).setPointerCapture(event.pointerId)
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY })
    if (fingers.size === 1) start = { x: event.clientX, y: event.clientY }
  }
  function move(event: PointerEvent) {
    const before = fingers.get(event.pointerId)
    if (!before) return
    const now = { x: event.clientX, y: event.clientY }
    if (fingers.size === 2) pinch(event.pointerId, before, now)
    else if (zoom.value.scale > 1) zoom.value = shifted(zoom.value, now.x - before.x, now.y - before.y, size())
    fingers.set(event.pointerId, now)
  }
  function pinch(id: number, before: { x: number; y: number }, now: { x: number; y: number }) {
    const other = [...fingers].find(([key]) => key !== id)?.[1]
    if (!other) return
    const far = (point: { x: number; y: number }) => Math.hypot(point.x - other.x, point.y - other.y)
    if (far(before) > 0) by(far(now) / far(before), (now.x + other.x) / 2, (now.y + other.y) / 2)
    start = null
  }
  function up(event: PointerEvent) {
    fingers.delete(event.pointerId)
    if (!start || fingers.size > 0) return
    const dx = event.clientX - start.x
    const dy = event.clientY - start.y
    if (zoom.value.scale === 1 && Math.abs(dx) > 60 && Math.abs(dx) > 2 * Math.abs(dy)) onSwipe(dx < 0 ? 1 : -1)
    else if (Math.hypot(dx, dy) < 8) tap(event)
    start = null
  }
  function tap(event: PointerEvent) {
    if (event.timeStamp - lastTap < 320) {
      if (zoom.value.scale > 1) reset()
      else by(2.5, event.clientX, event.clientY)
      lastTap = 0
    } else lastTap = event.timeStamp
  }
  function wheel(event: WheelEvent) {
    event.preventDefault()
    by(event.deltaY < 0 ? 1.2 : 1 / 1.2, event.clientX, event.clientY)
  }

  const transform = computed(() => `translate(${zoom.value.x}px, ${zoom.value.y}px) scale(${zoom.value.scale})`)
  return { zoom, transform, by, reset, down, move, up, wheel }
}
