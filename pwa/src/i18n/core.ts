import { ref } from 'vue'
import { formatBytes, formatDate, formatDateTime, formatMoney, formatTime } from './format'

export type Locale = 'zh-CN' | 'en'
export interface Messages { [key: string]: string | Messages }
export type Params = Record<string, unknown>
export type MessageSet = Record<Locale, Messages>

const STORED = 'zhixing.locale'
const FALLBACK: Locale = 'zh-CN'
const catalogue: MessageSet = { 'zh-CN': {}, en: {} }

/** The language on the screen. Chinese first: only a person's own choice changes it, never the browser's guess. */
export const locale = ref<Locale>(stored())

function stored(): Locale {
  try {
    return globalThis.localStorage?.getItem(STORED) === 'en' ? 'en' : FALLBACK
  } catch {
    return FALLBACK
  }
}

export function setLocale(next: Locale): void {
  locale.value = next
  globalThis.localStorage?.setItem(STORED, next)
  if (typeof document !== 'undefined') document.documentElement.lang = next
}

/** Adds one feature's texts under its name: `registerMessages('cases', …)` makes `t('cases.title')` work. */
export function registerMessages(name: string, messages: MessageSet): void {
  catalogue['zh-CN'][name] = messages['zh-CN']
  catalogue.en[name] = messages.en
}

function find(language: Locale, key: string): string | null {
  let at: string | Messages | undefined = catalogue[language]
  for (const part of key.split('.')) {
    if (at === undefined || typeof at === 'string') return null
    at = at[part]
  }
  return typeof at === 'string' ? at : null
}

/** True when `key` has a text in the language on the screen. */
export function has(key: string): boolean {
  return find(locale.value, key) !== null
}

/**
 * The text of `key` with `{name}` filled in; `{name:format}` goes through a formatter first
 * (money, date, datetime, time, bytes). `one | many` is chosen by `params.n`. A missing text shows its key: a test
 * fails long before a person sees that.
 */
export function t(key: string, params: Params = {}): string {
  const text = find(locale.value, key) ?? find(FALLBACK, key)
  return text === null ? key : fill(text, params)
}

const FORMATS: Record<string, (value: string) => string> = {
  money: formatMoney,
  date: formatDate,
  datetime: formatDateTime,
  time: formatTime,
  bytes: (value) => formatBytes(Number(value)),
}

/** Fills a template; exported for texts that do not live in the catalogue (problem codes). */
export function fill(text: string, params: Params): string {
  const [one, many] = text.split(' | ')
  const chosen = many !== undefined && Number(params['n']) !== 1 ? many : (one ?? text)
  return chosen.replace(/\{(\w+)(?::(\w+))?\}/g, (_whole, name: string, format?: string) => {
    const value = params[name]
    if (value === undefined || value === null || value === '') return '—'
    const written = Array.isArray(value) ? value.join('、') : String(value)
    const formatter = format === undefined ? undefined : FORMATS[format]
    return formatter === undefined ? written : formatter(written)
  })
}
