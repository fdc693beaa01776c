import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/types/src/display/api'
import PdfWorker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker'

export type { PDFDocumentProxy, PDFPageProxy }
export { TextLayer } from 'pdfjs-dist/legacy/build/pdf.mjs'

let worker: InstanceType<typeof pdfjs.PDFWorker> | null = null

function theWorker(): InstanceType<typeof pdfjs.PDFWorker> {
  worker ??= pdfjs.PDFWorker.create({ port: new PdfWorker() })
  return worker
}

/**
 * Opens a PDF from its bytes, without a network: character maps, fonts and decoders are part of the app. No
 * WebAssembly and no eval, so that the content security policy needs no exception. `bytes` is copied: pdf.js
 * hands its own to the worker.
 */
export async function openPdf(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  const task = pdfjs.getDocument({
    data: bytes.slice(), worker: theWorker(), cMapUrl: '/pdfjs/cmaps/', standardFontDataUrl: '/pdfjs/standard_fonts/',
    wasmUrl: '/pdfjs/wasm/', useWasm: false, enableXfa: false,
  })
  return task.promise
}

export interface TextPiece { str: string; transform: number[]; width: number; height: number }

/** The text of a page in reading order. Read through a reader: older tablets cannot iterate a stream. */
export async function piecesOf(page: PDFPageProxy): Promise<TextPiece[]> {
  const reader = (page.streamTextContent() as ReadableStream<{ items: (TextPiece | { type: string })[] }>).getReader()
  const pieces: TextPiece[] = []
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return pieces
    for (const item of value.items) if ('str' in item && item.str) pieces.push(item)
  }
}
