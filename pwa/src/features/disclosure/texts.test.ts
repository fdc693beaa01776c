import { expect, it } from 'vitest'
import en from './en.json'
import { BOX_KINDS } from './rules'
import zh from './zh-CN.json'

it.each([zh, en])('words every state of a picture, an order and a clock', (book) => {
  for (const kind of BOX_KINDS) expect(book.what).toHaveProperty(kind)
  for (const review of ['waiting', 'rendering', 'masked', 'published', 'unfit']) expect(book.review).toHaveProperty(review)
  for (const order of ['sending', 'rendering', 'failed']) expect(book.order).toHaveProperty(order)
  for (const clock of ['answered', 'undated', 'due', 'today', 'late']) expect(book.clock).toHaveProperty(clock)
  for (const kind of ['case_opened', 'stage_set', 'visit_started', 'visit_ended']) expect(book.words).toHaveProperty(kind)
  for (const kind of ['photo', 'document', 'progress']) expect(book.publish).toHaveProperty(`${kind}Body`)
})
