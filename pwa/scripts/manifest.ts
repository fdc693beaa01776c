import type { ManifestOptions } from 'vite-plugin-pwa'

/** The web app manifest. Icons are drawn by scripts/draw_icons.py and committed under public/icons. */
export const manifest: Partial<ManifestOptions> = {
  id: '/',
  name: '执行',
  short_name: '执行',
  description: '法院执行外勤：离线可用的卷宗、清单、取证与查控反馈',
  lang: 'zh-CN',
  dir: 'ltr',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  orientation: 'any',
  theme_color: '#16335b',
  background_color: '#f3f5f8',
  categories: ['government', 'productivity'],
  icons: [
    { src: '/icons/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    { src: '/icons/maskable-192.png', sizes: '192x192', type: 'image/png', purpose: 'maskable' },
    { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
  shortcuts: [
    { name: '案件', url: '/cases', icons: [{ src: '/icons/icon-192.png', sizes: '192x192' }] },
    { name: '车上速查', url: '/lookup', icons: [{ src: '/icons/icon-192.png', sizes: '192x192' }] },
    { name: '出发前检查', url: '/ready', icons: [{ src: '/icons/icon-192.png', sizes: '192x192' }] },
    { name: '查控反馈', url: '/asset-queries', icons: [{ src: '/icons/icon-192.png', sizes: '192x192' }] },
  ],
}
