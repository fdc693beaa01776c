import { describe, expect, it } from 'vitest'
import type { Receipt } from '@/api/types'
import type { PendingAct } from '@/local/records'
import { doubtAbout } from './receipts'

const sent = (type: string, device_id: string | null = null) => (
  { hash: 'as-sent', blobs: [], envelope: { id: 'a', type, device_id, device_seq: null, blobs: [] } }) as unknown as PendingAct
const receipt = (device_id: string | null = null) => (
  { envelope_id: 'a', envelope_hash: 'as-kept', device_id, device_seq: null, blobs: [] }) as unknown as Receipt

describe('a receipt that names other content than was sent', () => {
  it('is right for an act whose password the court keeps only as a hash', async () => {
    expect(await doubtAbout(receipt(), sent('identity.create_person'), null)).toBeNull()
    expect(await doubtAbout(receipt(), sent('identity.set_password'), null)).toBeNull()
  })

  it('is doubted for every other act, and for anything in a chain', async () => {
    expect(await doubtAbout(receipt(), sent('cases.open'), null)).toBe('other_content')
    expect(await doubtAbout(receipt('d'), sent('identity.set_password', 'd'), null)).toBe('other_content')
  })
})
