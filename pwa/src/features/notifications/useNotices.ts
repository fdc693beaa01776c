import { computed, watch } from 'vue'
import { useCollection } from '@/local'
import { act } from '@/sync'
import { setUnread } from './unread'
import { words } from './words'

/** Notices as lines, newest first, and the way to mark them read. */
export function useNotices() {
  const notices = useCollection('notices', { order: (a, b) => b.at.localeCompare(a.at) })
  const cases = useCollection('cases')
  const numbers = computed(() => new Map(cases.data.value.map((row) => [row.id, row.case_number])))
  const lines = computed(() => notices.data.value.map((row) => ({ row, ...words(row, numbers.value.get(row.case_id ?? '') ?? '') })))
  const unread = computed(() => lines.value.filter((line) => !line.row.read_at))
  watch(() => unread.value.length, setUnread, { immediate: true })
  async function markRead(ids: string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += 100) await act('notifications.mark_read', { notice_ids: ids.slice(from, from + 100) })
  }
  return { notices, lines, unread, markRead }
}
