import { ref } from 'vue'
import { attempt, toast } from '@/ui'

/** Runs one act with its busy mark and its words; true when it is safely here. */
export function useAct() {
  const busy = ref(false)
  async function doing(work: () => Promise<unknown>, done: string): Promise<boolean> {
    const safe = await attempt(work, busy)
    if (safe) toast(done, { tone: 'good' })
    return safe
  }
  return { busy, doing }
}
