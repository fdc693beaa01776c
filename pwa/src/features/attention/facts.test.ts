import { expect, test } from 'vitest'
import { registerMessages } from '@/i18n'
import en from './en.json'
import { actName, editable, factsOf, firstOf, versionsOf } from './facts'
import zh from './zh-CN.json'

registerMessages('attention', { 'zh-CN': zh, en })
const words = { asset: { vehicle: '车辆' }, stage: { appraised: '评估' }, queuedRank: '轮候第 {n} 顺位' }
registerMessages('controls', { 'zh-CN': words, en: words })
const look = { caseNumber: () => '（2026）粤0605执12号', person: () => '陈一诺', itemName: () => '机床' }

test('a refused act is shown in words: the case by its number, people by their names', () => {
  const facts = factsOf({ case_id: '0193', person_id: '0194', duty: 'officer' }, look)
  expect(facts.map(([, value]) => value)).toEqual(['（2026）粤0605执12号', '陈一诺', '执行员'])
})

test('ids nobody can read are not shown to the officer', () => {
  expect(factsOf({ visit_id: '0193-abc', correction_id: 'x' }, look)).toEqual([])
})

test('what the officer wrote may be changed before doing it again, what was captured may not', () => {
  expect(editable({ item_id: '1', name: '机床', quantity: '2', position: {}, kind: 'photo' })).toEqual(['name', 'quantity'])
})

test('an act nobody has named yet still gets a name', () => {
  expect(actName('future.unknown')).toBe('办案操作')
})

test('a correction that came second is shown beside what is there now', () => {
  const body = { item_id: '1', changes: { quantity: '5' }, reason: '复核' }
  expect(versionsOf(body, { ...look, item: () => ({ quantity: '3' }) })).toEqual([['数量', '5', '3']])
  expect(factsOf(body, look).map(([, value]) => value)).not.toContain('5')
})

test('property is named in Chinese, and who was first, when, and in which rank it stands now', () => {
  expect(factsOf({ asset: { asset_class: 'vehicle', label: '小型轿车', plate: '粤E·T1234' }, stage: 'appraised' }, look).map(([, value]) => value)).toEqual(['车辆，小型轿车，粤E·T1234', '评估'])
  const params = { control_id: 'c1', by: 'p1', at: '2026-11-27T03:00:00.000Z', state: 'queued', rank: 2 }
  expect(firstOf(params, look).map(([, value]) => value)).toEqual(['陈一诺', '2026-11-27 11:00', '轮候第 2 顺位'])
  expect(firstOf({ item_id: 'i1' }, look)).toEqual([])
})
