import { onBeforeUnmount, ref, shallowRef } from 'vue'
import { findIn, foldPage, type Hit, type PageText } from './find'
import { openPdf, piecesOf, type PDFDocumentProxy, type TextPiece } from './pdf'

/** One open document: its pages, its text as far as it has been read, and what the person looks for. */
export function usePdf(load: () => Promise<Uint8Array>) {
  const document = shallowRef<PDFDocumentProxy | null>(null)
  const size = ref({ width: 595, height: 842 })                              // A4 in points, until the first page says otherwise
  const failure = shallowRef<unknown>(null)
  const texts = shallowRef(new Map<number, { text: PageText; pieces: readonly TextPiece[] }>())
  const read = ref(0)
  let alive = true
  let wanted = false

  async function open(): Promise<void> {
    failure.value = null
    try {
      const opened = await openPdf(await load())
      const first = await opened.getPage(1)
      const { width, height } = first.getViewport({ scale: 1 })
      size.value = { width, height }
      document.value = opened
      if (wanted) void readText()                                            // somebody was already looking for a word
    } catch (error) {
      failure.value = error
    }
  }

  /** Reads the text of all pages once, page by page, so that a thick file does not stop the screen. */
  async function readText(): Promise<void> {
    const opened = document.value
    wanted = true
    if (!opened || read.value > 0) return
    for (let number = 1; alive && number <= opened.numPages; number++) {
      const pieces = await piecesOf(await opened.getPage(number))
      texts.value = new Map(texts.value).set(number, { text: foldPage(pieces), pieces })
      read.value = number
      if (number % 5 === 0) await new Promise((resolve) => setTimeout(resolve))
    }
  }

  const hits = (query: string): Hit[] => [...texts.value].flatMap(([number, { text }]) => findIn(text, query, number))

  onBeforeUnmount(() => { alive = false; void document.value?.loadingTask.destroy() })
  return { document, size, failure, texts, read, open, readText, hits }
}
