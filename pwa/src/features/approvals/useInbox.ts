import { computed, watch, type ComputedRef } from 'vue'
import type { ApprovalTaskRow } from '@/api/approvals'
import { useCollection, useLive } from '@/local'
import { preparePapersAhead } from '@/session'
import { status } from '@/sync'
import { inboxOrder, isOpen } from './rules'
import { useNow } from './useNow'

/** The steps in one's hands, in the order in which they should be taken. */
export function useInbox() {
  const now = useNow()
  const tasks = useCollection('approval_tasks')
  const open: ComputedRef<ApprovalTaskRow[]> = computed(() => tasks.data.value.filter(isOpen).sort(inboxOrder(now.value)))
  const decided = computed(() => tasks.data.value.filter((row) => row.task_status !== 'open').sort((a, b) => (b.decided_at ?? '').localeCompare(a.decided_at ?? '')))
  return { now, tasks, open, decided }
}

/** The badge of the menu. While the frame stands it also fetches what waits, so that it can be read in flight mode. */
export function useWaitingCount(): ComputedRef<number> {
  const { open } = useInbox()
  const online = useLive(status)
  const wanted = computed(() => (online.value.online && online.value.login === 'valid' ? open.value.map((row) => `${row.subject_id}/${row.sha256}`).sort().join() : ''))
  watch(wanted, (list) => { if (list) void fetchAhead() }, { immediate: true })
  return computed(() => open.value.length)
}

let running: Promise<void> | null = null
let again = false

/** One at a time; what came in meanwhile is fetched after it. What fails is tried with the next change, and when it is opened. */
async function fetchAhead(): Promise<void> {
  again = true
  running ??= (async () => {
    while (again) {
      again = false
      await preparePapersAhead().catch(() => undefined)
    }
    running = null
  })()
  await running
}
