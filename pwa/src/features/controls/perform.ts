import type { Commands, CommandType } from '@/api/commands'
import { problemText, t } from '@/i18n'
import { act, type Answer } from '@/sync'
import { attempt, toast } from '@/ui'

interface Options { done: string; control?: string; answered?: (answer: Answer) => void }

/**
 * Asks for an act; true once it is durable here and the screen has changed. The court's answer comes when it comes: a
 * refusal is told then, and waits under 待处理. `control`: the one the person was looking at, for guarded acts.
 */
export function perform<T extends CommandType>(type: T, body: Commands[T], { done, control, answered }: Options): Promise<boolean> {
  return attempt(async () => {
    const made = await act(type, body, control ? { basedOn: [`controls/${control}`] } : {})
    toast(done, { tone: 'good' })
    void made.answered.then((answer) => {
      if (answer.outcome !== 'accepted') toast(t('controls.refused', { why: problemText(answer.problem) }), { tone: 'danger' })
      else answered?.(answer)
    }).catch(() => undefined) // no line: the act waits, and its row says so
  })
}

/** The value of a datetime-local field, always Shanghai time, as the contract wants it; null when it is empty. */
export function momentOf(field: string): string | null {
  const at = Date.parse(`${field}:00+08:00`)
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}

/** Now, or a given moment, for a datetime-local field. */
export function fieldOf(moment: string | number = Date.now()): string {
  return new Date((typeof moment === 'number' ? moment : Date.parse(moment)) + 8 * 3_600_000).toISOString().slice(0, 16)
}
