import { ref } from 'vue'

export interface ToastOptions { tone?: 'normal' | 'good' | 'danger'; undo?: () => void | Promise<void>; seconds?: number }
export interface Toasted extends ToastOptions { id: number; text: string }

export const toasts = ref<Toasted[]>([])
let next = 1

export function dropToast(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id)
}

/** A short word at the lower edge. With `undo` it stays 8 s and offers the way back; errors stay until they are read. */
export function toast(text: string, options: ToastOptions = {}): void {
  const id = next++
  toasts.value = [...toasts.value.slice(-2), { ...options, id, text }]
  const seconds = options.seconds ?? (options.undo || options.tone === 'danger' ? 8 : 4)
  setTimeout(() => dropToast(id), seconds * 1000)
}
