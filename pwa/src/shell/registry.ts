import type { RouteRecordRaw } from 'vue-router'
import { registerMessages } from '@/i18n'
import type { ActionEntry, CaseTab, FeatureManifest, MenuEntry, Role } from './manifest'

const features: FeatureManifest[] = []

/** Takes in every feature, once, before the router is made. A double name is a mistake worth stopping for. */
export function registerFeatures(manifests: readonly FeatureManifest[]): void {
  for (const manifest of manifests) {
    if (features.some((one) => one.name === manifest.name)) throw new Error(`feature registered twice: ${manifest.name}`)
    registerMessages(manifest.name, manifest.messages)
    // The case page brings plain tabs of its own; a feature's tab of the same id takes their place, so cases come first.
    if (manifest.name === 'cases') features.unshift(manifest)
    else features.push(manifest)
  }
}

/** Whether a person with these roles may see an entry. The server decides again; this only keeps menus short. */
export function allowed(entry: { roles?: readonly Role[] | undefined }, roles: readonly string[]): boolean {
  return entry.roles === undefined || entry.roles.some((role) => roles.includes(role))
}

function collect<T extends { id: string; order: number; roles?: readonly Role[] }>(
  pick: (manifest: FeatureManifest) => T[] | undefined, roles: readonly string[],
): T[] {
  const byId = new Map<string, T>()
  for (const entry of features.flatMap((manifest) => pick(manifest) ?? [])) byId.set(entry.id, entry)
  return [...byId.values()].filter((entry) => allowed(entry, roles)).sort((a, b) => a.order - b.order)
}

export const routes = (): RouteRecordRaw[] => features.flatMap((manifest) => manifest.routes ?? [])
export const wholeMenu = (): MenuEntry[] => features.flatMap((manifest) => manifest.menu ?? [])
export const menu = (roles: readonly string[]): MenuEntry[] => collect((manifest) => manifest.menu, roles)
export const caseTabs = (roles: readonly string[]): CaseTab[] => collect((manifest) => manifest.caseTabs, roles)
export const caseActions = (roles: readonly string[]): ActionEntry[] => collect((manifest) => manifest.caseActions, roles)
export const homeActions = (roles: readonly string[]): ActionEntry[] => collect((manifest) => manifest.homeActions, roles)
