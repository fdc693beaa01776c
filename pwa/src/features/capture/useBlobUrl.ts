import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { files } from '@/session'

/** Bytes of one capture as an object URL; the URL dies with the next id or with the page. */
export function useBlobUrl(id: () => string | null, form: () => 'thumbnail' | 'display' | 'original') {
  const url = ref<string | null>(null)
  const problem = ref<unknown>(null)
  const loading = ref(false)
  let turn = 0

  const drop = () => {
    if (url.value) URL.revokeObjectURL(url.value)
    url.value = null
  }
  async function read(wanted: string | null): Promise<void> {
    const mine = ++turn
    drop()
    problem.value = null
    loading.value = wanted !== null
    if (wanted === null) return
    try {
      const blob = await files.evidence(wanted, form())
      if (mine === turn) url.value = URL.createObjectURL(blob)
    } catch (error) {
      if (mine === turn) problem.value = error
    } finally {
      if (mine === turn) loading.value = false
    }
  }
  watch([id, form], ([wanted]) => void read(wanted), { immediate: true })
  onScopeDispose(() => { turn += 1; drop() })
  return { url: url as Readonly<Ref<string | null>>, problem, loading, again: () => read(id()) }
}
