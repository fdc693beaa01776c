/** Reads QR codes from a running picture: the browser's own detector where there is one, jsQR otherwise. */

interface Detector { detect(source: CanvasImageSource): Promise<{ rawValue: string }[]> }
type DetectorClass = new (options: { formats: string[] }) => Detector

async function builtIn(): Promise<Detector | null> {
  const Class = (globalThis as { BarcodeDetector?: DetectorClass & { getSupportedFormats(): Promise<string[]> } }).BarcodeDetector
  if (!Class || !(await Class.getSupportedFormats()).includes('qr_code')) return null
  return new Class({ formats: ['qr_code'] })
}

async function byScript(video: HTMLVideoElement, canvas: HTMLCanvasElement): Promise<string | null> {
  const { default: jsQR } = await import('jsqr')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context || canvas.width === 0) return null
  context.drawImage(video, 0, 0)
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height)
  return jsQR(data, width, height)?.data ?? null
}

/** Resolves with the first code seen, or null when `signal` ends the search. */
export async function scanQr(video: HTMLVideoElement, signal: AbortSignal): Promise<string | null> {
  const detector = await builtIn()
  const canvas = document.createElement('canvas')
  while (!signal.aborted) {
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      const seen = detector ? (await detector.detect(video))[0]?.rawValue ?? null : await byScript(video, canvas)
      if (seen) return seen
    }
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  return null
}

/** The enrolment code in what was scanned: a bare code, or the link `…/enrol?code=…` the administrator's page shows. */
export function codeFrom(scanned: string): string {
  try {
    return new URL(scanned).searchParams.get('code') ?? scanned
  } catch {
    return scanned.trim()
  }
}
