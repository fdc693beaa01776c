import { beforeEach, describe, expect, it } from 'vitest'
import { registerMessages, setLocale } from '@/i18n'
import en from './en.json'
import { clockWords, conditionWords, markWords, sourceWords } from './words'
import zh from './zh-CN.json'

registerMessages('approvals', { 'zh-CN': zh, en })
beforeEach(() => setLocale('zh-CN'))

describe('the matrix in a lawyer’s words', () => {
  it.each([
    ['CPL 259', '民事诉讼法第 259 条'], ['CPL 118, 119', '民事诉讼法第 118 条、第 119 条'], ['INT 181', '民诉法解释第 181 条'],
    ['HC10 5', '限制高消费规定第 5 条'], ['practice', '一般做法'], ['CPL 253, 255; SEZ 1', '民事诉讼法第 253 条、第 255 条；查封扣押冻结规定第 1 条'], ['终本规定 1(1), W-LAWEER', '终本规定第 1 条第 1 项；公开资料（网页 laweer.com）'],
    ['W-HAINAN', '公开资料（海南法院 2016 年规定摘录）'], ['本院规定, W-OTHER', '本院规定；公开资料（OTHER）'],
    ['本院 2026 年第 3 号通知', '本院 2026 年第 3 号通知'],
  ])('%s', (source, words) => expect(sourceWords(source)).toBe(words))

  it('what the court has yet to confirm says so', () => {
    expect([markWords('[V]'), markWords('[V~]'), markWords('[GK]'), markWords('?')]).toEqual(['已核对条文', '间接出处', '待法院确认', ''])
  })

  it('conditions read as one sentence, and a line without one is all the rest', () => {
    const none = { amount_from: null, amount_below: null, urgent: null, evidence: null }
    expect(conditionWords(none, (key) => key)).toBe('其他情形')
    expect(conditionWords({ ...none, amount_from: '1000000', urgent: true }, (key) => key)).toBe('金额 1,000,000.00 元以上且紧急')
    expect(conditionWords({ ...none, evidence: 'consent' }, () => '申请执行人签字确认')).toBe('已附“申请执行人签字确认”')
  })
})

describe('clocks', () => {
  const now = Date.parse('2026-11-24T08:00:00.000Z')
  it('say what is left, and by how much it is late', () => {
    expect(clockWords('2026-11-24T10:30:00.000Z', now)).toBe('剩余 2 小时 30 分')
    expect(clockWords('2026-11-21T05:00:00.000Z', now)).toBe('已超时 3 天 3 小时')
    expect(clockWords('2026-11-24T08:00:20.000Z', now)).toBe('剩余 1 分钟以内')
    expect(clockWords(null, now)).toBe('')
  })
})
