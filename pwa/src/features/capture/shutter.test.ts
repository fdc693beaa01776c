import { describe, expect, it } from 'vitest'
import { makeShutter, type Sealed } from './shutter'

function bench() {
  const open: ((sealed: Sealed) => void)[] = []
  let held = 0
  let most = 0
  const shutter = makeShutter({
    take: async () => { held += 1; most = Math.max(most, held); return new Uint8Array(3) },
    seal: () => new Promise<Sealed>((resolve) => open.push((sealed) => { held -= 1; resolve(sealed) })),
  })
  return { shutter, open, most: () => most }
}
const soon = () => new Promise((resolve) => setTimeout(resolve))

describe('the shutter', () => {
  it('confirms a picture only after its seal', async () => {
    const { shutter, open } = bench()
    shutter.press()
    await soon()
    expect(shutter.state.get()).toMatchObject({ sealing: 1, sealed: 0, last: null })
    open[0]!({ evidence_id: 'e1', sha256: 'ab' })
    await shutter.idle()
    expect(shutter.state.get()).toMatchObject({ sealing: 0, sealed: 1, last: { evidence_id: 'e1' } })
  })

  it('never holds more than three pictures in a burst of two hundred', async () => {
    const { shutter, open, most } = bench()
    let taken = 0
    while (taken < 200) {
      if (shutter.press() === 'taken') taken += 1
      else { await soon(); open.shift()?.({ evidence_id: 'e', sha256: 'x' }); await soon() }
    }
    while (shutter.state.get().sealing > 0) { open.shift()?.({ evidence_id: 'e', sha256: 'x' }); await soon() }
    expect(shutter.state.get().sealed).toBe(200)
    expect(most()).toBeLessThanOrEqual(3)
  })

  it('says when a picture was not kept and goes on', async () => {
    let fail = true
    const shutter = makeShutter({
      take: async () => 1,
      seal: async () => { if (fail) throw Object.assign(new Error(), { code: 'storage.full' }); return { evidence_id: 'e2', sha256: '' } },
    })
    shutter.press()
    await shutter.idle()
    expect(shutter.state.get().failures).toHaveLength(1)
    fail = false
    shutter.forgive()
    shutter.press()
    await shutter.idle()
    expect(shutter.state.get()).toMatchObject({ sealed: 1, failures: [] })
  })
})
