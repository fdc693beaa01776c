import { expect, it } from 'vitest'
import en from './en.json'
import { GOODS_SHOTS, SITE_SHOTS, VEHICLE_SHOTS } from './rules'
import zh from './zh-CN.json'

it.each([zh, en])('names every shot, state, trouble and bracket', (book) => {
  for (const shot of [...SITE_SHOTS, ...GOODS_SHOTS, ...VEHICLE_SHOTS]) expect(book.shot).toHaveProperty(shot)
  for (const state of ['on_device', 'arriving', 'received', 'published', 'damaged']) expect(book.stateShort).toHaveProperty(state)
  for (const code of ['storage_full', 'camera_denied', 'camera_none', 'camera_busy', 'envelope_signature_required', 'pad_locked']) {
    expect(book.trouble).toHaveProperty([code, 'title'])
    expect(book.trouble).toHaveProperty([code, 'body'])
  }
  for (const bracket of ['both', 'after', 'before', 'device_only']) expect(book.meta.bracket).toHaveProperty(bracket)
  for (const room of ['enough', 'tight', 'full', 'unknown']) expect(book.room).toHaveProperty(room)
  for (const reason of ['typo', 'wrong_item', 'wrong_shot', 'party', 'counted_wrong', 'checked_again', 'attach', 'undo', 'blurred', 'double', 'wrong_case', 'privacy']) expect(book.reasons).toHaveProperty(reason)
  for (const reason of ['denied', 'unavailable', 'timeout', 'not_offered', 'not_started']) expect(book.noPlace).toHaveProperty(reason)
})
