export { fill, has, locale, registerMessages, setLocale, t } from './core'
export type { Locale, Messages, MessageSet, Params } from './core'
export { errorText, isTranslated, problemText } from './problems'
export type { ProblemFacts } from './problems'
export * from './format'

import { registerMessages } from './core'
import commonEn from './common.en.json'
import commonZh from './common.zh-CN.json'
import termsEn from './terms.en.json'
import termsZh from './terms.zh-CN.json'

registerMessages('common', { 'zh-CN': commonZh, en: commonEn })
registerMessages('terms', { 'zh-CN': termsZh, en: termsEn })
