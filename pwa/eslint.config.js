import globals from 'globals'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import { arrows } from './lint/arrows.js'

const zhixing = { rules: { arrows } }

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'src/api/schema.d.ts', 'dev-dist/**'] },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.{ts,vue,js}'],
    plugins: { zhixing },
    languageOptions: { globals: globals.browser },
    rules: {
      'zhixing/arrows': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 6],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-properties': ['error',
        ...['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'].map((property) =>
          ({ property, message: 'Use the formatters in @/i18n.' }))],
    },
  },
  {
    files: ['**/*.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['**/*.test.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      // Texts live beside the feature, in zh-CN.json and en.json.
      'vue/no-bare-strings-in-template': ['error', { allowlist: ['·', '/', ':', '：', '—', '–', '(', ')', '%', '×', '、', '（', '）', '…', '→', ','] }],
      'vue/no-v-html': 'error',
      'vue/no-static-inline-styles': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['error', { html: { void: 'any' } }],
      'vue/first-attribute-linebreak': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-indent': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/require-default-prop': 'off',
      'vue/attributes-order': 'off',
    },
  },
  {
    files: ['src/features/**/*.{ts,vue}', 'src/ui/**/*.{ts,vue}'],
    rules: {
      // A screen reads the local database; what must go over the line goes through @/sync or @/session.
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Screens read the local database. Use the engine.' }],
    },
  },
  {
    files: ['src/sync/**/*.ts', 'src/local/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['**/features/**', '**/ui/**'] }] },
  },
)
