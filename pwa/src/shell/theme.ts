import { ref } from 'vue'

export type Theme = 'auto' | 'light' | 'dark'
const STORED = 'zhixing.theme'
const THEMES: readonly Theme[] = ['auto', 'light', 'dark']

function stored(): Theme {
  const found = globalThis.localStorage?.getItem(STORED)
  return THEMES.find((theme) => theme === found) ?? 'auto'
}

export const theme = ref<Theme>(stored())
const night = globalThis.matchMedia?.('(prefers-color-scheme: dark)')

function paint(): void {
  const dark = theme.value === 'dark' || (theme.value === 'auto' && night?.matches)
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
}

export function setTheme(next: Theme): void {
  theme.value = next
  localStorage.setItem(STORED, next)
  paint()
}

/** Paints once and follows the system from then on. */
export function startTheme(): void {
  paint()
  night?.addEventListener('change', paint)
}
