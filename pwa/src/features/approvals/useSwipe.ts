/** A flick to the left or right over something that does not itself scroll sideways. */
const LEAST_PX = 70

export function useSwipe(turned: (way: 'before' | 'after') => void) {
  let start: { x: number; y: number } | null = null

  function scrollsSideways(from: EventTarget | null): boolean {
    for (let at = from instanceof Element ? from : null; at; at = at.parentElement) {
      if (at.scrollWidth > at.clientWidth + 8 && getComputedStyle(at).overflowX !== 'visible') return true
    }
    return false
  }
  function onTouchstart(event: TouchEvent) {
    const [finger, second] = [...event.touches]
    start = finger && !second && !scrollsSideways(event.target) ? { x: finger.clientX, y: finger.clientY } : null
  }
  function onTouchend(event: TouchEvent) {
    const finger = event.changedTouches[0]
    if (!start || !finger) return
    const [x, y] = [finger.clientX - start.x, finger.clientY - start.y]
    start = null
    if (Math.abs(x) > LEAST_PX && Math.abs(x) > 2 * Math.abs(y)) turned(x > 0 ? 'before' : 'after')
  }
  return { onTouchstart, onTouchend }
}
