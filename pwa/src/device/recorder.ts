import { newId } from '@/api/ids'
import type { Position } from '@/api/commands'
import { Cell, type Readable } from '@/local/readable'
import { occupy } from './busy'
import { openStream, unavailable } from './camera'
import { contextFields, type CaptureContext } from './capture'
import { refreshLeftovers, theKeeper } from './keeper'
import { positionForShutter } from './position'

/** A crash loses at most this much: each slice is encrypted and on the disk before the next is there. */
const SLICE_MS = 1_000
const VIDEO_TYPES = ['video/mp4;codecs=avc1,mp4a.40.2', 'video/webm;codecs=vp9,opus', 'video/webm']
const AUDIO_TYPES = ['audio/mp4', 'audio/webm;codecs=opus', 'audio/webm']

export interface Recording {
  /** Seconds so far. */
  elapsed: Readable<number>
  /** Ends it, hashes what lies on the disk, makes it evidence. */
  stop(): Promise<{ evidence_id: string }>
  cancel(confirmed: 'discard'): Promise<void>
}

/** Starts recording at once. Throws CameraUnavailable, NotAllowedHere. */
export async function startRecording(
  kind: 'video' | 'audio', context: CaptureContext, preview?: HTMLVideoElement,
): Promise<Recording> {
  const keeper = theKeeper()
  const stream = kind === 'video' ? await openStream({ facingMode: { ideal: 'environment' } }, {}) : await openSound()
  const recorder = new MediaRecorder(stream, { mimeType: supported(kind === 'video' ? VIDEO_TYPES : AUDIO_TYPES) })
  const position = await positionForShutter()
  const id = await keeper.begin(recorder.mimeType.split(';')[0]!, draftOf(kind, context, position))
  if (preview) await showOn(preview, stream)
  return new LiveRecording(id, recorder, stream)
}

/** Makes an interrupted recording into evidence, with what reached the disk. */
export async function recoverLeftover(id: string): Promise<{ evidence_id: string }> {
  const seconds = (await theKeeper().leftovers()).find((each) => each.id === id)?.seconds ?? 0
  const kept = await theKeeper().finish(id, { duration_ms: seconds * SLICE_MS })
  await refreshLeftovers()
  return kept
}

class LiveRecording implements Recording {
  readonly elapsed = new Cell(0)
  readonly #release = occupy()
  readonly #unlock: () => void
  readonly #startedAt = performance.now()
  #writing: Promise<number> = Promise.resolve(0)
  #failure: unknown = null

  constructor(private readonly id: string, private readonly recorder: MediaRecorder, private readonly stream: MediaStream) {
    // Held for as long as this tab records, so that another tab does not take the parts for leftovers.
    this.#unlock = holdLock(`zhixing:recording:${id}`)
    recorder.addEventListener('dataavailable', ({ data }) => this.#store(data))
    recorder.start(SLICE_MS)
  }

  async stop(): Promise<{ evidence_id: string }> {
    const duration_ms = Math.round(performance.now() - this.#startedAt)
    await this.#end()
    if (this.#failure) {
      await refreshLeftovers()
      throw this.#failure
    }
    return theKeeper().finish(this.id, { duration_ms })
  }

  async cancel(_confirmed: 'discard'): Promise<void> {
    await this.#end()
    await theKeeper().drop(this.id)
  }

  /** Slices are stored strictly one after the other: their numbers are their order. */
  #store(data: Blob): void {
    this.elapsed.set(Math.round((performance.now() - this.#startedAt) / 1000))
    if (data.size === 0) return
    this.#writing = this.#writing.then(async (n) => {
      try {
        return await theKeeper().addPart(this.id, n, new Uint8Array(await data.arrayBuffer()))
      } catch (error) {
        this.#failure ??= error
        return n
      }
    })
  }

  async #end(): Promise<void> {
    if (this.recorder.state !== 'inactive') {
      const stopped = new Promise((resolve) => this.recorder.addEventListener('stop', resolve, { once: true }))
      this.recorder.stop() // delivers the last slice before `stop`
      await stopped
    }
    for (const track of this.stream.getTracks()) track.stop()
    await this.#writing
    this.#unlock()
    this.#release()
  }
}

function draftOf(kind: 'video' | 'audio', context: CaptureContext, position: Position): Record<string, unknown> {
  return {
    evidence_id: newId(), kind, ...contextFields(context), source: kind === 'video' ? 'camera' : 'microphone',
    file_name: null, position, camera: null, duration_ms: null,
  }
}

function holdLock(name: string): () => void {
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  if (typeof navigator !== 'undefined') void navigator.locks?.request(name, () => released)
  return release
}

async function openSound(): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true })
  } catch (error) {
    throw unavailable(error as DOMException)
  }
}

function supported(types: string[]): string {
  return types.find((type) => MediaRecorder.isTypeSupported(type)) ?? ''
}

async function showOn(preview: HTMLVideoElement, stream: MediaStream): Promise<void> {
  preview.srcObject = stream
  preview.muted = true
  preview.playsInline = true
  await preview.play()
}
