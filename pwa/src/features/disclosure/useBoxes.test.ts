import { describe, expect, it } from 'vitest'
import { useBoxes } from './useBoxes'

const key = (name: string, shiftKey = false) => {
  const event = { key: name, shiftKey, stopped: false, preventDefault() { event.stopped = true } }
  return event as unknown as KeyboardEvent & { stopped: boolean }
}

describe('covering by keyboard alone', () => {
  it('adds a box, moves it, sizes it and takes it away', () => {
    const editor = useBoxes()
    editor.setKind('plate')
    editor.addMiddle()
    expect(editor.boxes.value).toEqual([{ x: 0.4, y: 0.4, w: 0.2, h: 0.2, what: 'plate' }])
    editor.key(key('ArrowLeft'), 0)
    editor.key(key('ArrowDown', true), 0)
    expect(editor.boxes.value[0]).toMatchObject({ x: 0.39, h: 0.21 })
    editor.key(key('Delete'), 0)
    expect(editor.boxes.value).toEqual([])
  })

  it('brings a deleted box back', () => {
    const editor = useBoxes()
    editor.addMiddle()
    editor.remove(0)
    editor.undo()
    expect(editor.boxes.value).toHaveLength(1)
    editor.undo()
    expect(editor.canUndo.value).toBe(false)
  })

  it('leaves other keys to the page', () => {
    const editor = useBoxes()
    editor.addMiddle()
    const tab = key('Tab')
    editor.key(tab, 0)
    expect(tab.stopped).toBe(false)
  })

  it('changes what a chosen box covers, and what the next one will', () => {
    const editor = useBoxes()
    editor.addMiddle()
    editor.setKind('paper')
    editor.addMiddle()
    expect(editor.boxes.value.map((box) => box.what)).toEqual(['paper', 'paper'])
  })
})
