import { Cell } from '@/local/readable'

/** Something is being captured: no update is applied now, and the page warns before it is closed. */
export const busy = new Cell(false)
let holders = 0

/** Marks the device as busy until the returned function is called (once). */
export function occupy(): () => void {
  holders += 1
  busy.set(true)
  let released = false
  return () => {
    if (released) return
    released = true
    holders -= 1
    busy.set(holders > 0)
  }
}
