import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const SOURCE = join(import.meta.dirname, '../node_modules/pdfjs-dist')
/** Folder → which of its files we ship. Decoders are the script ones: WebAssembly would need a wider policy. */
const WANTED: Record<string, RegExp> = {
  cmaps: /\.bcmap$/,
  standard_fonts: /\.(pfb|ttf)$/,
  wasm: /_nowasm_fallback\.js$/,
}

function shipped(): string[] {
  return Object.entries(WANTED).flatMap(([folder, wanted]) =>
    readdirSync(join(SOURCE, folder)).filter((name) => wanted.test(name)).map((name) => `${folder}/${name}`),
  )
}

/** Serves and ships the character maps, fonts and decoders pdf.js loads at run time, under /pdfjs/. */
export function pdfResources(): Plugin {
  return {
    name: 'zhixing:pdf-resources',
    configureServer(server) {
      server.middlewares.use('/pdfjs', (request, response, next) => {
        const file = join(SOURCE, (request.url ?? '').split('?')[0] ?? '')
        if (!file.startsWith(SOURCE) || !existsSync(file)) return next()
        if (file.endsWith('.js')) response.setHeader('Content-Type', 'text/javascript')
        createReadStream(file).pipe(response)
      })
    },
    generateBundle() {
      for (const file of shipped()) {
        this.emitFile({ type: 'asset', fileName: `pdfjs/${file}`, source: readFileSync(join(SOURCE, file)) })
      }
    },
  }
}
