import type { Component, Ref } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import type { MessageSet } from '@/i18n'
import type { IconName } from '@/ui'

/** Roles as the court names them; `any` = everybody who is signed in. */
export type Role =
  | 'president' | 'bureau_chief' | 'judge' | 'officer' | 'assistant' | 'clerk'
  | 'marshal' | 'service_centre' | 'command_centre' | 'administrator'

export interface MenuEntry {
  id: string
  label: string                       // i18n key
  icon: IconName
  to: string
  order: number                       // small = first; the phone's tab bar shows the first four, the rest under 更多
  roles?: readonly Role[]             // absent = everybody
  badge?: () => number | Readonly<Ref<number>>   // first called in the frame's setup (may use composables); 0 hides it
}

/** A tab of the case page. A tab with the id of an existing one takes its place. */
export interface CaseTab {
  id: string
  label: string                       // i18n key
  order: number
  component: Component                // gets the prop `caseId: string`
  roles?: readonly Role[]
}

/** A button a feature offers on another page. `to` receives the case id where there is one. */
export interface ActionEntry {
  id: string
  label: string                       // i18n key
  icon: IconName
  order: number
  to: (caseId?: string) => string
  roles?: readonly Role[]
  emphasis?: 'primary' | 'normal'
}

/** What a feature's index.ts exports as `feature`. */
export interface FeatureManifest {
  name: string                        // folder name with - as _; also the namespace of its texts
  messages: MessageSet
  routes?: RouteRecordRaw[]           // meta.roles limits, meta.bare = without app frame, meta.title = i18n key
  menu?: MenuEntry[]
  caseTabs?: CaseTab[]
  caseActions?: ActionEntry[]
  homeActions?: ActionEntry[]
}

declare module 'vue-router' {
  interface RouteMeta {
    title?: string
    roles?: readonly Role[]
    bare?: boolean
    phases?: readonly string[]
  }
}
