import { expect, test } from 'vitest'
import type { FeatureManifest } from './manifest'
import { caseTabs, menu, registerFeatures } from './registry'

const texts = { 'zh-CN': {}, en: {} }
const Early = { name: 'Early' }
const Late = { name: 'Late' }
const cases: FeatureManifest = {
  name: 'cases', messages: texts,
  menu: [{ id: 'cases', label: 'x', icon: 'cases', to: '/cases', order: 20, roles: ['officer'] }, { id: 'home', label: 'x', icon: 'home', to: '/', order: 0 }],
  caseTabs: [{ id: 'visits', label: 'x', order: 40, component: Early }],
}
const fieldwork: FeatureManifest = { name: 'fieldwork', messages: texts, caseTabs: [{ id: 'visits', label: 'x', order: 45, component: Late }] }

test('the menu of a role holds its own entries and those of everybody, in order', () => {
  registerFeatures([cases, fieldwork])
  expect(menu(['officer']).map((entry) => entry.id)).toEqual(['home', 'cases'])
  expect(menu(['administrator']).map((entry) => entry.id)).toEqual(['home'])
})

test('a feature replaces a tab of the case page by its id', () => {
  expect(caseTabs([]).map((tab) => tab.component)).toEqual([Late])
})

test('a feature that is registered twice stops the build of the app', () => {
  expect(() => registerFeatures([cases])).toThrow('twice')
})
