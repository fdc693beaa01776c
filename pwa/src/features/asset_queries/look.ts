/** Looking is an act: with a purpose, and written into the court's audit, at once or when there is a line. */
import { ref, watch } from 'vue'
import type { LookPurpose } from '@/api/commands'
import { act } from '@/sync'

export const LOOK_PURPOSES: readonly LookPurpose[] = ['screening', 'control', 'on_site', 'review', 'supervision']
const MOST = 200

/** Why this person looks, until she says otherwise. */
export const purpose = ref<LookPurpose>('screening')

export async function noteLook(caseId: string, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += MOST) {
    await act('asset_queries.note_look', { case_id: caseId, purpose: purpose.value, feedback_ids: ids.slice(from, from + MOST) })
  }
}

/** Notes what a screen shows, each answer once for as long as the screen is open. */
export function useLooks(caseId: () => string, shown: () => readonly string[], failed: (error: unknown) => void): void {
  const noted = new Set<string>()
  watch(() => shown().join(), () => {
    const fresh = shown().filter((id) => !noted.has(id))
    if (fresh.length === 0) return
    for (const id of fresh) noted.add(id)
    noteLook(caseId(), fresh).catch(failed)
  }, { immediate: true })
}
