import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Messages } from './core'
import commonEn from './common.en.json'
import commonZh from './common.zh-CN.json'
import problemsEn from './problems.en.json'
import problemsZh from './problems.zh-CN.json'
import termsEn from './terms.en.json'
import termsZh from './terms.zh-CN.json'

const SRC = join(import.meta.dirname, '..')
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Messages

/** Every book of texts: its namespace, the Chinese and the English. */
function books(): [name: string, zh: Messages, en: Messages][] {
  const folders = [...readdirSync(join(SRC, 'features')).map((name) => join(SRC, 'features', name)), join(SRC, 'shell')]
  const found = folders.filter((folder) => existsSync(join(folder, 'zh-CN.json')))
    .map((folder): [string, Messages, Messages] => [folder.split('/').at(-1)!, read(join(folder, 'zh-CN.json')), read(join(folder, 'en.json'))])
  return [['common', commonZh, commonEn], ['terms', termsZh, termsEn], ['problems', problemsZh, problemsEn], ...found]
}

function flat(messages: Messages, before = ''): Map<string, string> {
  return new Map(Object.entries(messages).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[before + key, value]] : [...flat(value, `${before}${key}.`)]))
}

const holes = (text: string) => [...new Set([...text.matchAll(/\{(\w+)(?::\w+)?\}/g)].map((match) => match[1]))].sort().join()

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return sources(path)
    return /\.(vue|ts)$/.test(name) && !name.endsWith('.test.ts') ? [path] : []
  })
}

test.each(books())('%s: English says everything Chinese says, and nothing else', (_name, zh, en) => {
  expect([...flat(en).keys()].sort()).toEqual([...flat(zh).keys()].sort())
})

test.each(books())('%s: both languages leave the same places to fill in', (_name, zh, en) => {
  const english = flat(en)
  const differing = [...flat(zh)].filter(([key, text]) => holes(text) !== holes(english.get(key) ?? '')).map(([key]) => key)
  expect(differing).toEqual([])
})

test.each(books())('%s: no Chinese text is empty, and none was left in English', (name, zh) => {
  const bare = [...flat(zh)].filter(([key, text]) => !/[一-鿿]/.test(text) && !/^[\s{}\w:/()+·%；、，-]*$/.test(text.replace(/English/g, '')) && key !== 'photoState.unknown')
  expect([name, bare]).toEqual([name, []])
})

test('every text a screen asks for by name exists', () => {
  const known = new Set(books().flatMap(([name, zh]) => [...flat(zh).keys()].map((key) => `${name}.${key}`)))
  const asked = sources(SRC).flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/\bt\('([a-z_]+\.[\w.-]+)'/g)].map((match) => `${match[1]!} in ${path.slice(SRC.length + 1)}`))
  expect(asked.length).toBeGreaterThan(200)
  expect(asked.filter((one) => !known.has(one.split(' in ')[0]!))).toEqual([])
})

const contract = join(SRC, '../../backend/contract/problems.json')
test.skipIf(!existsSync(contract))('every reason the server can give to refuse is said in the court\'s words', () => {
  const codes = Object.keys(read(contract))
  expect(codes.length).toBeGreaterThan(50)
  expect(codes.filter((code) => !(code in problemsZh) || !(code in problemsEn))).toEqual([])
})

test('every reason this device itself can give has a sentence', () => {
  const own = [...sources(join(SRC, 'session')), ...sources(join(SRC, 'device')), ...sources(join(SRC, 'sync')), ...sources(join(SRC, 'local'))]
    .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/(?:new (?:NotAllowedHere|FileUnavailable|CameraUnavailable)|failed)\('([a-z]+\.[a-z_]+)'/g)].map((match) => match[1]!))
  expect(own.length).toBeGreaterThan(5)
  expect([...new Set(own)].filter((code) => !(code in problemsZh))).toEqual([])
})
