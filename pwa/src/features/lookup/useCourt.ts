import { ref, watch, type Ref } from 'vue'
import { errorText } from '@/i18n'
import { useLive } from '@/local'
import { readOnline } from '@/session'
import { status } from '@/sync'
import { isEnough, needle } from './needle'
import type { Entry, Kind } from './sources'

interface Answer { hits: { collection: string; id: string; case_id: string; label: string; params: Record<string, unknown> }[] }
export type Asked = { state: 'idle' | 'asking' | 'offline' } | { state: 'answered'; hits: Entry[]; cases: Map<string, string> } | { state: 'failed'; why: string }

const REST_MS = 500
const KINDS: Record<string, Kind> = { cases: 'case', parties: 'party', items: 'item', feedback: 'hit', controls: 'control', assets: 'asset' }

/** Asks the court half a second after the last key, where there is a line; a late answer to an old question is dropped. */
export function useCourt(typed: Ref<string>): Ref<Asked> {
  const sync = useLive(status)
  const asked = ref<Asked>({ state: 'idle' }) as Ref<Asked>
  let question = 0
  async function ask(text: string, mine: number) {
    asked.value = { state: 'asking' }
    const next = await readOnline<Answer>(`/api/lookup?q=${encodeURIComponent(text)}`).then(taken, failed)
    if (mine === question) asked.value = next
  }
  watch([typed, () => sync.value.online], ([text, online], _old, onCleanup) => {
    const mine = ++question
    asked.value = { state: 'idle' }
    if (!isEnough(needle(text))) return
    if (!online) return void (asked.value = { state: 'offline' })
    const timer = setTimeout(() => void ask(text.trim().slice(0, 300), mine), REST_MS)
    onCleanup(() => clearTimeout(timer))
  }, { immediate: true })
  return asked
}

/** No line is no failure: the device has answered already. */
function failed(error: unknown): Asked {
  return (error as Error | null)?.name === 'NoAnswer' ? { state: 'offline' } : { state: 'failed', why: errorText(error) }
}

function taken(answer: Answer): Asked {
  const hits = answer.hits.map(({ collection, id, case_id, label, params }): Entry => ({
    kind: KINDS[collection] ?? 'case', collection, id, case_id, label, key: '', ids: [id], at: '',
    facts: { ...(typeof params['side'] === 'string' ? { side: params['side'] } : {}), ...(typeof params['asset_class'] === 'string' ? { asset_class: params['asset_class'] } : {}) } }))
  const cases = new Map(answer.hits.flatMap((one) => (typeof one.params['case_number'] === 'string' ? [[one.case_id, one.params['case_number']] as const] : [])))
  return { state: 'answered', hits, cases }
}
