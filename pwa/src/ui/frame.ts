import type { Component, InjectionKey } from 'vue'

/** What the app puts at the end of every page's bar (the sync chip). ui does not know what it is. */
export const BAR_END: InjectionKey<Component> = Symbol('bar end')
