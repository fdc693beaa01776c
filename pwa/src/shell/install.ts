import { ref } from 'vue'

interface InstallPrompt extends Event { prompt(): Promise<void>; userChoice: Promise<{ outcome: 'accepted' | 'dismissed' }> }

/** 'offered': the browser lets us ask. 'by_hand': Safari, where the person uses the share menu. */
export const install = ref<'none' | 'offered' | 'by_hand' | 'installed'>('none')
let prompt: InstallPrompt | null = null

export function startInstallHint(): void {
  if (matchMedia('(display-mode: standalone)').matches) {
    install.value = 'installed'
    return
  }
  if (/iPad|iPhone|Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1) install.value = 'by_hand'
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    prompt = event as InstallPrompt
    install.value = 'offered'
  })
  addEventListener('appinstalled', () => { install.value = 'installed' })
}

export async function askToInstall(): Promise<void> {
  await prompt?.prompt()
  if ((await prompt?.userChoice)?.outcome === 'accepted') install.value = 'installed'
}
