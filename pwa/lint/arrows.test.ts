import { Linter } from 'eslint'
import { expect, test } from 'vitest'
// @ts-expect-error plain JavaScript, because ESLint loads it without a build
import { arrows } from './arrows.js'

function complaints(filename: string, code: string): string[] {
  const linter = new Linter({ cwd: '/' })
  const config = [{ files: ['**/*.ts'], plugins: { zhixing: { rules: { arrows } } }, rules: { 'zhixing/arrows': 'error' as const } }]
  return linter.verify(code, config, { filename }).map((message) => message.message)
}

test('the sync engine may not import vue', () => {
  expect(complaints('/pwa/src/sync/engine.ts', "import { ref } from 'vue'")).toEqual(['sync knows no Vue'])
})

test('the sync engine may not import a screen', () => {
  expect(complaints('/pwa/src/sync/engine.ts', "import { x } from '@/features/cases'")).toHaveLength(1)
})

test('a feature enters another feature by its index only', () => {
  expect(complaints('/pwa/src/features/home/a.ts', "import { x } from '../cases/useCases'")).toHaveLength(1)
  expect(complaints('/pwa/src/features/home/a.ts', "import { x } from '@/features/cases'")).toEqual([])
})

test('a feature may import ui, and ui may not import a feature', () => {
  expect(complaints('/pwa/src/features/home/a.ts', "import { x } from '@/ui'")).toEqual([])
  expect(complaints('/pwa/src/ui/a.ts', "import { x } from '@/features/home'")).toHaveLength(1)
})
