/** Full text of a case's documents, on this device. Chinese needs no index for that: two characters are enough. */
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { DocumentRow } from '@/api/rows'
import { files } from '@/session'
import { fold } from './find'

export interface Place { page: number; before: string; hit: string; after: string; more: number }
export interface FoundDocument { document: DocumentRow; places: Place[]; hits: number }

const AROUND = 14
const MOST_PLACES = 4
export const LEAST_CHARACTERS = 2

/** Where a word stands in the pages of a document; one place per page, with how often it is there. */
export function placesOf(pages: readonly string[], query: string): Place[] {
  const wanted = fold(query)
  if (wanted.length < LEAST_CHARACTERS) return []
  return pages.flatMap((page, index) => {
    const at = page.indexOf(wanted)
    if (at < 0) return []
    const end = at + wanted.length
    const more = page.split(wanted).length - 2
    return [{ page: index + 1, before: page.slice(Math.max(0, at - AROUND), at), hit: wanted, after: page.slice(end, end + AROUND), more }]
  })
}

/** Reads the documents once, one after the other; what is not on this device and cannot be had is counted. */
export function useCaseSearch(documents: () => readonly DocumentRow[], query: () => string) {
  const texts = shallowRef(new Map<string, readonly string[]>())
  const [read, unread, busy] = [ref(0), ref(0), ref(false)]
  let alive = true

  async function readAll(): Promise<void> {
    if (busy.value) return
    busy.value = true
    unread.value = 0
    const { pagesOf } = await import('./text')
    for (const row of documents()) {
      if (!alive) return
      const key = `${row.id}/${row.sha256}`
      if (texts.value.has(key)) continue
      try {
        const pages = (await pagesOf(await files.document(row.id))).map(fold)
        texts.value = new Map(texts.value).set(key, pages)
        read.value += 1
      } catch {
        unread.value += 1
      }
    }
    busy.value = false
  }
  const found = computed<FoundDocument[]>(() => documents().flatMap((document) => {
    const places = placesOf(texts.value.get(`${document.id}/${document.sha256}`) ?? [], query())
    const hits = places.reduce((sum, one) => sum + one.more + 1, 0)
    return places.length ? [{ document, places: places.slice(0, MOST_PLACES), hits }] : []
  }).sort((a, b) => b.hits - a.hits))
  // The words of a case leave memory with the page.
  onScopeDispose(() => { alive = false; texts.value = new Map() })
  return { found, read, unread, busy, readAll }
}
