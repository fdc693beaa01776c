import type { Ref } from 'vue'
import { errorText } from '@/i18n'
import { toast } from './toast'

/** Does what a person asked for and says what went wrong; true when it was done. `busy` is true meanwhile. */
export async function attempt(work: () => Promise<unknown>, busy?: Ref<boolean>): Promise<boolean> {
  if (busy) busy.value = true
  try {
    await work()
    return true
  } catch (error) {
    toast(errorText(error), { tone: 'danger' })
    return false
  } finally {
    if (busy) busy.value = false
  }
}
