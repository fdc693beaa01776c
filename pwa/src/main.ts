import { createApp } from 'vue'
import { locale, registerMessages, setLocale } from '@/i18n'
import { startPad } from '@/session'
import shellEn from '@/shell/en.json'
import { startInstallHint } from '@/shell/install'
import { startTheme } from '@/shell/theme'
import { startUpdates } from '@/shell/update'
import shellZh from '@/shell/zh-CN.json'
import App from './App.vue'
import { makeRouter } from './router'
import '@/ui'

registerMessages('shell', { 'zh-CN': shellZh, en: shellEn })
setLocale(locale.value)
startTheme()
startInstallHint()
createApp(App).use(makeRouter()).mount('#app')
// A failure shows as phase 'broken'; the page is there before the local database is.
void startPad()
void startUpdates()
