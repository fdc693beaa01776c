import type { CameraFacts } from '@/api/commands'

/** `camera.denied`: the person or the house said no; `camera.none`: there is none; `camera.busy`: another app has it. */
export class CameraUnavailable extends Error {
  override readonly name = 'CameraUnavailable'
  constructor(readonly code: 'camera.denied' | 'camera.none' | 'camera.busy') {
    super(code)
  }
}

export interface Lens {
  id: string
  label: string
}

export interface Zoom {
  min: number
  max: number
  step: number
  value: number
}

export interface Shot {
  bytes: Uint8Array
  media_type: string
  camera: CameraFacts
}

/** What Chromium offers beyond the standard types. */
interface PhotoCapture {
  takePhoto(settings?: { imageWidth?: number; imageHeight?: number }): Promise<Blob>
  getPhotoCapabilities(): Promise<{ imageWidth?: { max: number }; imageHeight?: { max: number } }>
}
type Capabilities = MediaTrackCapabilities & { torch?: boolean; zoom?: { min: number; max: number; step: number } }
type Settings = MediaTrackSettings & { torch?: boolean; zoom?: number }
type Wish = MediaTrackConstraintSet & { torch?: boolean; zoom?: number }

const JPEG = 'image/jpeg'
const FALLBACK_QUALITY = 0.95
/** More than any sensor has: the browser answers with the largest picture there is. */
const LARGEST_PX = 8192

/** Opens the camera that looks away from the person. Throws CameraUnavailable. */
export async function openCamera(video: HTMLVideoElement): Promise<Camera> {
  const camera = new Camera(video, await openStream({ facingMode: { ideal: 'environment' } }))
  await camera.show()
  return camera
}

export async function openStream(lens: MediaTrackConstraints, sound: MediaTrackConstraints | false = false): Promise<MediaStream> {
  if (typeof navigator === 'undefined' || !navigator.mediaDevices) throw new CameraUnavailable('camera.none')
  try {
    const video = { ...lens, width: { ideal: LARGEST_PX }, height: { ideal: LARGEST_PX } }
    return await navigator.mediaDevices.getUserMedia({ video, audio: sound })
  } catch (error) {
    throw unavailable(error as DOMException)
  }
}

export function unavailable(error: { name: string }): CameraUnavailable {
  if (error.name === 'NotAllowedError' || error.name === 'SecurityError') return new CameraUnavailable('camera.denied')
  if (error.name === 'NotReadableError' || error.name === 'AbortError') return new CameraUnavailable('camera.busy')
  return new CameraUnavailable('camera.none')
}

export class Camera {
  #lenses: Lens[] = []

  constructor(private readonly video: HTMLVideoElement, private stream: MediaStream) {}

  /** Shows the picture; lens names are known only now that the person has agreed. */
  async show(): Promise<void> {
    this.video.srcObject = this.stream
    this.video.muted = true
    this.video.playsInline = true
    await this.video.play()
    const devices = await navigator.mediaDevices.enumerateDevices()
    this.#lenses = devices.filter((each) => each.kind === 'videoinput').map((each) => ({ id: each.deviceId, label: each.label }))
  }

  facts(): CameraFacts {
    const settings = this.#track().getSettings() as Settings
    const { videoWidth, videoHeight } = this.video
    return {
      label: this.#track().label, width: settings.width ?? videoWidth, height: settings.height ?? videoHeight,
      torch: settings.torch ?? false,
    }
  }

  lenses(): Lens[] {
    return this.#lenses
  }

  async useLens(id: string): Promise<void> {
    const next = await openStream({ deviceId: { exact: id } })
    this.close()
    this.stream = next
    await this.show()
  }

  torch(): boolean | null {
    if (!this.#capabilities().torch) return null
    return (this.#track().getSettings() as Settings).torch ?? false
  }

  async setTorch(on: 'on' | 'off'): Promise<void> {
    await this.#apply({ torch: on === 'on' })
  }

  zoom(): Zoom | null {
    const range = this.#capabilities().zoom
    if (!range || range.max <= range.min) return null
    return { ...range, value: (this.#track().getSettings() as Settings).zoom ?? range.min }
  }

  async setZoom(value: number): Promise<void> {
    await this.#apply({ zoom: value })
  }

  /** The sensor's own JPEG at its full size where the browser can, else the frame on the screen. */
  async takePhoto(): Promise<Shot> {
    const blob = (await this.#sensorPhoto()) ?? (await this.#framePhoto())
    const bytes = new Uint8Array(await blob.arrayBuffer())
    return { bytes, media_type: blob.type || JPEG, camera: { ...this.facts(), ...(await sizeOf(blob)) } }
  }

  close(): void {
    for (const track of this.stream.getTracks()) track.stop()
  }

  async #sensorPhoto(): Promise<Blob | null> {
    const PhotoCaptureClass = (globalThis as { ImageCapture?: new (track: MediaStreamTrack) => PhotoCapture }).ImageCapture
    if (!PhotoCaptureClass) return null
    try {
      const shutter = new PhotoCaptureClass(this.#track())
      const { imageWidth, imageHeight } = await shutter.getPhotoCapabilities()
      const size = imageWidth && imageHeight ? { imageWidth: imageWidth.max, imageHeight: imageHeight.max } : {}
      const blob = await shutter.takePhoto(size)
      return blob.size > 0 ? blob : null
    } catch {
      return null // some drivers offer it and then fail; the frame is always there
    }
  }

  async #framePhoto(): Promise<Blob> {
    const canvas = document.createElement('canvas')
    canvas.width = this.video.videoWidth
    canvas.height = this.video.videoHeight
    canvas.getContext('2d')?.drawImage(this.video, 0, 0)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, JPEG, FALLBACK_QUALITY))
    if (!blob || blob.size === 0) throw new CameraUnavailable('camera.busy')
    return blob
  }

  #track(): MediaStreamTrack {
    const track = this.stream.getVideoTracks()[0]
    if (!track) throw new CameraUnavailable('camera.none')
    return track
  }

  #capabilities(): Capabilities {
    const track = this.#track()
    return track.getCapabilities ? track.getCapabilities() : {}
  }

  #apply(wish: Wish): Promise<void> {
    return this.#track().applyConstraints({ advanced: [wish] })
  }
}

async function sizeOf(blob: Blob): Promise<{ width?: number; height?: number }> {
  try {
    const bitmap = await createImageBitmap(blob)
    const size = { width: bitmap.width, height: bitmap.height }
    bitmap.close()
    return size
  } catch {
    return {}
  }
}
