import { expect, test } from 'vitest'
import { boxesOf, findIn, foldPage, rectangleOf } from './find'

const piece = (str: string, x = 0, y = 0) => ({ str, transform: [12, 0, 0, 12, x, y], width: str.length * 12, height: 12 })

test('a word broken over two lines of a ruling is found', () => {
  const pieces = [piece('本院依法裁定查封被执行'), piece('人名下房产')]
  const text = foldPage(pieces)
  const hits = findIn(text, '被执行人', 3)
  expect(hits).toHaveLength(1)
  expect(boxesOf(hits[0]!, text, pieces).map((span) => [span.piece.str.slice(span.from, span.to)])).toEqual([['被执行'], ['人']])
})

test('digits are found however wide they were typed', () => {
  const text = foldPage([piece('（２０２６）粤 0604 执 1234 号')])
  expect(findIn(text, '(2026)粤0604执1234号', 1)).toHaveLength(1)
})

test('every occurrence counts once, and an empty query finds nothing', () => {
  const text = foldPage([piece('查封查封查封')])
  expect(findIn(text, '查封', 1)).toHaveLength(3)
  expect(findIn(text, '  ', 1)).toEqual([])
})

test('digits before a hit do not push its box to the right', () => {
  const narrow = { ...piece('1234查封'), width: 48 }
  const text = foldPage([narrow])
  const [hit] = findIn(text, '查封', 1)
  expect(rectangleOf(boxesOf(hit!, text, [narrow])[0]!)).toEqual([24, 0, 48, 12])
})

test('the box of a hit covers exactly its characters', () => {
  const pieces = [piece('依法查封车辆', 100, 700)]
  const text = foldPage(pieces)
  const [hit] = findIn(text, '查封', 1)
  expect(rectangleOf(boxesOf(hit!, text, pieces)[0]!)).toEqual([124, 700, 148, 712])
})
