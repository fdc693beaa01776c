import { createRouter, createWebHistory, type Router } from 'vue-router'
import { t } from '@/i18n'
import { session } from '@/session'
import type { FeatureManifest } from '@/shell/manifest'
import NotFound from '@/shell/NotFound.vue'
import { allowed, registerFeatures, routes } from '@/shell/registry'

const found = import.meta.glob<{ feature?: FeatureManifest }>('./features/*/index.ts', { eager: true })

/** Collects every feature's manifest and makes the router of their routes. */
export function makeRouter(): Router {
  registerFeatures(Object.values(found).flatMap((module) => module.feature ?? []))
  const router = createRouter({
    history: createWebHistory(),
    routes: [...routes(), { path: '/:rest(.*)*', name: 'not-found', component: NotFound, meta: { title: 'shell.notFound.title' } }],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  router.beforeEach((to) => {
    const roles = session.get().person?.roles
    return roles === undefined || allowed(to.meta, roles) ? true : { path: '/' }
  })
  router.afterEach((to, from) => {
    document.title = to.meta.title ? `${t(to.meta.title)} · ${t('shell.appName')}` : t('shell.appName')
    // A screen reader hears where it has arrived; the first page keeps the browser's own focus.
    if (from.matched.length > 0 && to.path !== from.path) setTimeout(() => document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true }), 60)
  })
  return router
}
