/** The words of a whole PDF, in reading order; nothing is kept. */
import { openPdf, piecesOf } from './pdf'

export const textOfPdf = async (bytes: Uint8Array): Promise<string> => (await pagesOf(bytes)).join('\n')

/** Page by page. A scan without a text layer gives empty pages. */
export async function pagesOf(bytes: Uint8Array): Promise<string[]> {
  const opened = await openPdf(bytes)
  try {
    const pages: string[] = []
    for (let number = 1; number <= opened.numPages; number++) {
      pages.push((await piecesOf(await opened.getPage(number))).map((piece) => piece.str).join(''))
    }
    return pages
  } finally {
    void opened.loadingTask.destroy()
  }
}
