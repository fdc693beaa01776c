/** Hands the person a file with everything about an act, readable without this app. */
export function download(name: string, content: unknown): void {
  downloadBlob(name, new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' }))
}

/** Hands the person captured bytes exactly as they are. */
export function downloadBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

const EXTENSIONS: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'application/pdf': 'pdf', 'audio/webm': 'webm', 'video/webm': 'webm', 'video/mp4': 'mp4', 'audio/mp4': 'm4a' }

export function extension(mediaType: string): string {
  return EXTENSIONS[mediaType.split(';')[0] ?? ''] ?? 'bin'
}
