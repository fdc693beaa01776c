/**
 * Which folder of src/ may import which. Registration is data: a new arrow is a line here and a reason in review.
 * `version` and `assets` may be read by all.
 */
export const ARROWS = {
  ui: ['ui', 'i18n'],
  i18n: ['i18n'],
  local: ['local', 'api'],
  api: ['api'],
  device: ['device', 'local', 'sync', 'api'],
  sync: ['sync', 'local', 'api'],
  session: ['session', 'local', 'sync', 'api', 'device'],
  features: ['ui', 'i18n', 'local', 'sync', 'device', 'session', 'api', 'shell'],
  shell: ['shell', 'ui', 'i18n', 'local', 'sync', 'device', 'session', 'api'],
}
const SHARED = new Set(['version'])

function insideSrc(path) {
  const parts = path.split('/src/')
  return parts.length > 1 ? parts.at(-1) : null
}

function resolved(source, from) {
  if (source.startsWith('@/')) return source.slice(2)
  if (!source.startsWith('.')) return null
  const url = new URL(source, `file:///${from}`)
  return url.pathname.slice(1)
}

function complaint(from, to) {
  const [here, feature] = from.split('/')
  const [there, other, file] = to.split('/')
  if (!(here in ARROWS) || SHARED.has(there.replace(/\.ts$/, ''))) return null
  if (here === 'features' && there === 'features') {
    if (feature === other || file === undefined || /^index(\.ts)?$/.test(file)) return null
    return `another feature is imported through its index.ts only, not ${to}`
  }
  return ARROWS[here].includes(there) ? null : `${here} may not import ${there}`
}

/** ESLint rule: imports follow the arrows above, sync never imports vue, a feature is entered by its index.ts. */
export const arrows = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const from = insideSrc(context.filename.replaceAll('\\', '/'))
    if (from === null) return {}
    const look = (node) => {
      if (!node.source) return
      const source = String(node.source.value)
      if (from.startsWith('sync/') && /^vue(-|$|\/)|^@vue\//.test(source)) {
        context.report({ node, message: 'sync knows no Vue' })
        return
      }
      const to = resolved(source, from)
      const message = to === null ? null : complaint(from, to)
      if (message) context.report({ node, message })
    }
    return { ImportDeclaration: look, ImportExpression: look, ExportNamedDeclaration: look, ExportAllDeclaration: look }
  },
}
