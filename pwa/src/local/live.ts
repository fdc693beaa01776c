/** The one bridge from the local database to Vue. */
import { computed, getCurrentScope, onScopeDispose, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { CollectionName, Rows } from '@/api/rows'
import { pad } from './current'
import type { Readable } from './readable'

export type ViewState = 'loading' | 'ready' | 'empty' | 'error'

export interface Live<T> {
  readonly state: Readonly<Ref<ViewState>>
  readonly data: Readonly<Ref<T>>
  readonly error: Readonly<Ref<Error | null>>
}

export interface CollectionOptions<R> {
  where?: (row: R) => boolean
  order?: (a: R, b: R) => number
}

/** A collection of the local database, live. `where` and `order` may read refs. */
export function useCollection<C extends CollectionName>(
  collection: C, options: CollectionOptions<Rows[C]> = {},
): Live<readonly Rows[C][]> {
  const all = follow(collection, () => pad.rows(collection) as unknown as readonly Rows[C][])
  const data = computed(() => {
    const chosen = options.where ? all.value.filter(options.where) : all.value
    return options.order ? [...chosen].sort(options.order) : chosen
  })
  return faces(data, (rows) => rows.length === 0)
}

/** One row, live; null while there is none. */
export function useRow<C extends CollectionName>(
  collection: C, id: () => string | null | undefined,
): Live<Rows[C] | null> {
  const all = follow(collection, () => ({ at: pad.rows(collection) }))
  const data = computed(() => {
    const wanted = id()
    return all.value && wanted ? (pad.row(collection, wanted) as unknown as Rows[C] | null) : null
  })
  return faces(data, (row) => row === null)
}

/** Any readable of ours as a ref that ends with its component. */
export function useLive<T>(source: Readable<T>): Readonly<ShallowRef<T>> {
  const value = shallowRef(source.get())
  untilScopeEnds(source.subscribe((next) => (value.value = next)))
  return value
}

function follow<T>(topic: string, read: () => T): ShallowRef<T> {
  const value = shallowRef(read())
  untilScopeEnds(pad.subscribe(topic, () => (value.value = read())))
  return value
}

function faces<T>(data: Ref<T>, isEmpty: (value: T) => boolean): Live<T> {
  const health = useLive(pad.health)
  const error = computed(() => (health.value.failing ? new Error(health.value.failing) : null))
  const state = computed<ViewState>(() => {
    if (error.value) return 'error'
    if (!health.value.open) return 'loading'
    if (!isEmpty(data.value)) return 'ready'
    // An empty list is a statement; it is made only once the server was asked, or cannot be.
    return health.value.complete ? 'empty' : 'loading'
  })
  return { state, data, error }
}

function untilScopeEnds(stop: () => void): void {
  if (getCurrentScope()) onScopeDispose(stop)
}
