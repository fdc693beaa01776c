let lastMs = 0
let counter = 0

/**
 * UUIDv7 (RFC 9562): milliseconds first, so ids sort by age. Ids made within one millisecond, or after the clock
 * was set back, count upwards in the 12 bits behind it (method 1), so one page never makes two in the wrong order.
 */
export function newId(nowMs: number = Date.now()): string {
  if (nowMs > lastMs) {
    lastMs = nowMs
    counter = Math.floor(Math.random() * 0x400)
  } else if (++counter > 0xfff) {
    lastMs += 1
    counter = 0
  }
  const time = lastMs.toString(16).padStart(12, '0')
  const random = crypto.getRandomValues(new Uint8Array(8))
  random[0] = (random[0]! & 0x3f) | 0x80
  const tail = [...random].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const sequence = counter.toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence}-${tail.slice(0, 4)}-${tail.slice(4)}`
}
