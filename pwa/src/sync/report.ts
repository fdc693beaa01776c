import type { DeviceState } from '@/api/types'
import type { LocalStore } from '@/local/store'
import { CHAIN_START, type Chain } from './envelope'
import { countUnsent } from './status'

/** Blobs named in one report; more than a long trip makes, and still a small body. */
const NAMED_BLOBS = 500

/** The device's account of itself for the lost-tablet report: what it holds that the court does not have yet. */
export function reportOf(store: LocalStore, appVersion: string): DeviceState {
  const { mirror } = store
  const counts = countUnsent(mirror)
  const chain = store.meta<Chain>('chain') ?? CHAIN_START
  const unsent = [...mirror.blobs.values()].filter((blob) => blob.envelope_id !== null).slice(0, NAMED_BLOBS)
  return {
    pending_acts: counts.acts, pending_blobs: counts.photos, pending_bytes: counts.bytes,
    head_seq: chain.next - 1, head_hash: chain.prev,
    cursor: store.meta<string>(`cursor:${store.person ?? ''}`) ?? '',
    store_id: store.meta<string>('store_id') ?? '', app_version: appVersion,
    blobs: unsent.map(({ info, size, envelope_id }) => ({ sha256: info.sha256, size, envelope_id: envelope_id! })),
  }
}
