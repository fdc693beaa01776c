export { useCollection, useRow, useLive } from './live'
export type { Live, ViewState, CollectionOptions } from './live'
export type { Readable } from './readable'
