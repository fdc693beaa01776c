import { afterEach, expect, test } from 'vitest'
import { fill, problemText, setLocale } from '.'
import { formatBytes, formatDate, formatDateTime, formatDuration, formatMoney, formatPosition, shanghaiDate } from './format'

afterEach(() => { globalThis.localStorage = memory(); setLocale('zh-CN') })
const memory = () => ({ getItem: () => null, setItem: () => undefined }) as unknown as Storage

test('a time is shown in Shanghai time wherever the tablet thinks it is', () => {
  expect(formatDateTime('2026-11-24T03:04:05.678Z')).toBe('2026-11-24 11:04')
  expect(formatDate('2026-11-23T18:30:00.000Z')).toBe('2026-11-24')
  expect(shanghaiDate(new Date('2026-12-31T16:00:00Z'))).toBe('2027-01-01')
})

test('a legal date is never moved by a time zone', () => {
  expect(formatDate('2026-11-24')).toBe('2026-11-24')
})

test('midnight in Shanghai is 00:00, not 24:00', () => {
  expect(formatDateTime('2026-11-23T16:00:00.000Z')).toBe('2026-11-24 00:00')
})

test('money is written exactly, also where a float would round', () => {
  expect(formatMoney('19226000000.10')).toBe('19,226,000,000.10')
  expect(formatMoney('9007199254740993.1')).toBe('9,007,199,254,740,993.10')
  expect(formatMoney('-1234.5678')).toBe('-1,234.5678')
  expect(formatMoney(null)).toBe('—')
})

test('a position says its accuracy and its datum', () => {
  expect(formatPosition({ lat: 23.0215248, lon: 113.1214317, accuracy_m: 11.6 })).toBe('23.02152°N 113.12143°E ±12 m (WGS-84)')
})

test('sizes and durations are short', () => {
  expect([formatBytes(999), formatBytes(48_300_000), formatBytes(1_500)]).toEqual(['999 B', '48 MB', '1.5 kB'])
  expect([formatDuration(125_000), formatDuration(3_725_000)]).toEqual(['2:05', '1:02:05'])
})

test('a template fills its places, formats them and counts', () => {
  expect(fill('{amount:money} 元，{until:date} 前', { amount: '1200', until: '2026-12-01' })).toBe('1,200.00 元，2026-12-01 前')
  expect(fill('{n} act | {n} acts', { n: 1 })).toBe('1 act')
  expect(fill('{n} act | {n} acts', { n: 3 })).toBe('3 acts')
  expect(fill('{gone}', {})).toBe('—')
})

test('an unknown problem code still makes a sentence that fits its status, with the code for the technician', () => {
  expect(problemText({ code: 'future.thing', status: 409 })).toContain('future.thing')
  expect(problemText({ code: 'future.thing', status: 409 })).toContain('变更')
  expect(problemText({ code: 'future.other', status: 503 })).toContain('服务器')
})

test('a refusal says its reason where the reason has words', () => {
  expect(problemText({ code: 'policy.denied', status: 403, params: { reason: 'not_assigned_to_case' } })).toContain('承办人员')
  expect(problemText({ code: 'policy.denied', status: 403, params: { reason: 'brand_new' } })).toBe('您没有办理此项的权限。')
})
