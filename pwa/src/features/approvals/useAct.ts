import { ref } from 'vue'
import { errorText } from '@/i18n'
import { toast } from '@/ui'

/** Runs one act with its busy mark and its words; true when it is safely here. */
export function useAct() {
  const busy = ref(false)
  async function doing(work: () => Promise<unknown>, done: string): Promise<boolean> {
    busy.value = true
    try {
      await work()
      toast(done, { tone: 'good' })
      return true
    } catch (error) {
      toast(errorText(error), { tone: 'danger' })
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, doing }
}
