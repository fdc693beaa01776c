/** Kinds of documents, as domain.md 4.2 groups them. */
export const KINDS = ['ruling', 'notice', 'order', 'assistance_notice', 'record', 'application', 'judgment', 'report', 'other'] as const
export interface PdfFile { bytes: Uint8Array }

/** Reads a chosen file completely and looks at its first and last bytes: half a download is no document. */
export async function readPdf(file: Blob): Promise<PdfFile | { problem: 'empty' | 'notPdf' | 'cut' }> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  if (bytes.byteLength === 0) return { problem: 'empty' }
  const text = (part: Uint8Array) => String.fromCharCode(...part)
  if (!text(bytes.subarray(0, 1024)).includes('%PDF-')) return { problem: 'notPdf' }
  return text(bytes.subarray(-1024)).includes('%%EOF') ? { bytes } : { problem: 'cut' }
}
