import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { startRecording } from '@/device'
import { VIDEO_LIMIT_MS } from './rules'

type Recording = Awaited<ReturnType<typeof startRecording>>
export interface Target { case_id: string; visit_id: string | null; item_id: string | null; shot: string | null; caption: string }

/** One recording at a time; film ends by itself after 60 s. `stopped` hears of each sealed recording. */
export function useRecorder(stopped: (evidenceId: string) => void) {
  const recording = shallowRef<Recording | null>(null)
  const kind = ref<'video' | 'audio'>('video')
  const elapsed = ref(0)
  const phase = ref<'idle' | 'starting' | 'recording' | 'sealing'>('idle')
  const trouble = shallowRef<unknown>(null)
  let unfollow: () => void = () => undefined

  async function start(what: 'video' | 'audio', target: Target, preview?: HTMLVideoElement): Promise<void> {
    if (phase.value !== 'idle') return
    kind.value = what
    phase.value = 'starting'
    trouble.value = null
    elapsed.value = 0
    try {
      const started = await startRecording(what, target, preview)
      recording.value = started
      phase.value = 'recording'
      unfollow = started.elapsed.subscribe((seconds) => {
        elapsed.value = seconds * 1000
        if (what === 'video' && elapsed.value >= VIDEO_LIMIT_MS) void stop()
      })
    } catch (error) {
      trouble.value = error
      phase.value = 'idle'
    }
  }
  async function stop(): Promise<void> {
    if (phase.value !== 'recording' || !recording.value) return
    phase.value = 'sealing'
    unfollow()
    try {
      stopped((await recording.value.stop()).evidence_id)
    } catch (error) {
      trouble.value = error
    } finally {
      recording.value = null
      phase.value = 'idle'
    }
  }
  onScopeDispose(() => { unfollow(); void stop() })
  return { kind, elapsed, phase, trouble, start, stop, running: computed(() => phase.value !== 'idle') }
}
