import { execSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { VitePWA } from 'vite-plugin-pwa'
import { manifest } from './scripts/manifest.ts'
import { pdfResources } from './scripts/pdf-resources.ts'

const backend = process.env['ZHIXING_BACKEND'] ?? 'http://localhost:8000'
const doors = ['/api', '/d', '/gateway', '/calendar', '/healthz', '/readyz', '/metrics', '/verify', '/trust']

export default defineConfig({
  resolve: { alias: {
    '@contract': fileURLToPath(new URL('../backend/contract', import.meta.url)), '@': fileURLToPath(new URL('./src', import.meta.url)),
  } },
  define: { __APP_VERSION__: JSON.stringify(appVersion()) },
  plugins: [
    vue(),
    pdfResources(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'service-worker',
      filename: 'sw.ts',
      injectRegister: false,
      manifest,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,png,webmanifest,bcmap,pfb,ttf}'],
        dontCacheBustURLsMatching: /^assets\//,
        maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
      },
    }),
  ],
  build: {
    outDir: 'dist',
    target: 'es2022',
    // A data: URI would need its own exception in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: 'es' },
  server: {
    fs: { allow: ['.', '../backend/contract'] },
    proxy: {
      ...Object.fromEntries(doors.map((door) => [door, { target: backend }])),
      '/socket.io': { target: backend, ws: true },
    },
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'service-worker/**/*.test.ts', 'lint/**/*.test.ts'],
    restoreMocks: true,
  },
})

/** `<package version>+<short commit>`, or the bare version outside of a checkout. */
function appVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as { version: string }
  try {
    const commit = execSync('git rev-parse --short HEAD', { stdio: ['ignore', 'pipe', 'ignore'] }).toString().trim()
    return `${version}+${commit}`
  } catch {
    return version
  }
}
