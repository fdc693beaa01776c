/** Every tablet is a witness: it keeps the signed heads of the court's audit log that it was shown (protocol, section 7). */
import type { Head, ServerKey } from '@/api/types'
import { verifyProof } from '@/local/crypto'
import type { Database } from '@/local/database'
import type { LocalStore } from '@/local/store'

const DAY_MS = 24 * 3600_000
/** Within this time every head is kept; before it, the first of each day. */
const KEEP_ALL_MS = 7 * DAY_MS

export type HeadAlarm = 'head.unproven' | 'log.forked'

/**
 * Sorts what may be stored. `head.unproven`: not signed by the pinned key. `log.forked`: the same log, of the same
 * size, with another root than this tablet was shown before; both are kept, they are the proof.
 */
export async function judgeHeads(
  store: LocalStore, heads: (Head | null | undefined)[], serverKey: ServerKey | null,
): Promise<{ keep: Head[]; alarms: HeadAlarm[] }> {
  const keep: Head[] = []
  const alarms: HeadAlarm[] = []
  for (const head of heads) {
    if (!head) continue
    if (serverKey && !(await verifyProof(head, serverKey.spki))) alarms.push('head.unproven')
    else keep.push(head)
  }
  for (const head of keep) if (await differs(store.db, head)) alarms.push('log.forked')
  return { keep, alarms }
}

/** All heads this tablet holds, oldest first: a witness file for `zhixing verify --witness`. */
export async function witnessedHeads(db: Database): Promise<Head[]> {
  const heads = (await db.heads.toArray()).map((record) => record.head)
  return heads.sort((a, b) => a.size - b.size)
}

/** Drops heads that say nothing a neighbour does not say; a fork is never thinned away. */
export async function thinHeads(db: Database, nowMs: number): Promise<void> {
  const records = (await db.heads.toArray()).sort((a, b) => a.head.size - b.head.size)
  const sizes = new Map<string, number>()
  for (const { head } of records) sizes.set(`${head.log}/${head.size}`, (sizes.get(`${head.log}/${head.size}`) ?? 0) + 1)
  const days = new Set<string>()
  const drop = records.filter(({ head }) => {
    const day = head.sealed_at.slice(0, 10)
    const isFirst = !days.has(day)
    days.add(day)
    const isOld = nowMs - Date.parse(head.sealed_at) > KEEP_ALL_MS
    return isOld && !isFirst && sizes.get(`${head.log}/${head.size}`) === 1
  })
  await db.heads.bulkDelete(drop.map((record) => record.key))
}

async function differs(db: Database, head: Head): Promise<boolean> {
  const seen = await db.heads.where('key').startsWith(`${head.log}/${head.size}/`).toArray()
  return seen.some((record) => record.head.root !== head.root)
}
