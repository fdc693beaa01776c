/** Out of the app: to a printer, to another app, to the disk. What leaves is always the exact bytes, or pages set from them. */
import { openPdf } from './pdf'

const DOTS_PER_POINT = 200 / 72
export type Way = 'share' | 'download' | 'cancelled'

/** The platform's share sheet where it takes files, a download elsewhere. */
export async function sharePdf(bytes: Uint8Array, name: string): Promise<Way> {
  const file = new File([new Uint8Array(bytes)], name, { type: 'application/pdf' })
  if (!navigator.canShare?.({ files: [file] })) return savePdf(file)
  try {
    await navigator.share({ files: [file], title: name })
    return 'share'
  } catch (error) {
    if ((error as Error).name === 'AbortError') return 'cancelled'
    return savePdf(file)
  }
}

function savePdf(file: File): Way {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = file.name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  return 'download'
}

/** Every page as a picture at 200 dpi: a browser prints what stands in the page, and an installed app has no PDF viewer. */
export async function printPdf(bytes: Uint8Array): Promise<void> {
  const opened = await openPdf(bytes)
  const host = document.createElement('div')
  host.className = 'print-sheets'
  const urls: string[] = []
  try {
    for (let number = 1; number <= opened.numPages; number++) {
      const page = await opened.getPage(number)
      const viewport = page.getViewport({ scale: DOTS_PER_POINT })
      const canvas = document.createElement('canvas')
      canvas.width = Math.floor(viewport.width)
      canvas.height = Math.floor(viewport.height)
      await page.render({ canvas, viewport } as never).promise
      const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
      if (!picture) throw new Error('a page could not be drawn')
      const image = new Image()
      image.src = URL.createObjectURL(picture)
      urls.push(image.src)
      await image.decode()
      host.append(image)
    }
    document.body.append(host)
    window.print()
  } finally {
    host.remove()
    for (const url of urls) URL.revokeObjectURL(url)
    void opened.loadingTask.destroy()
  }
}

/** `执行裁定书（查封） （2026）粤0604执1234号.pdf`, without what a file system refuses. */
export function fileName(title: string, number: string | null | undefined): string {
  return `${[title, number].filter(Boolean).join(' ').replace(/[\\/:*?"<>|]/g, '_')}.pdf`
}
