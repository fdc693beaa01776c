import { onScopeDispose, ref, shallowRef, type Ref } from 'vue'
import { openCamera } from '@/device'

type Camera = Awaited<ReturnType<typeof openCamera>>
type Lens = ReturnType<Camera['lenses']>[number]
interface ZoomFacts { min: number; max: number; step: number; value: number }

/** The live camera behind a video element, with what this lens can do. Closed with the page and while the page is hidden. */
export function useCamera(video: Ref<HTMLVideoElement | null>) {
  const camera = shallowRef<Camera | null>(null)
  const trouble = shallowRef<unknown>(null)
  const opening = ref(false)
  const torch = ref<boolean | null>(null)
  const zoom = ref<ZoomFacts | null>(null)
  const lenses = shallowRef<readonly Lens[]>([])
  let wanted = false

  function look(): void {
    torch.value = camera.value?.torch() ?? null
    zoom.value = camera.value?.zoom() ?? null
    lenses.value = camera.value?.lenses() ?? []
  }
  async function open(): Promise<void> {
    wanted = true
    if (camera.value || opening.value || !video.value) return
    opening.value = true
    trouble.value = null
    try {
      const opened = await openCamera(video.value)
      if (wanted) camera.value = opened
      else opened.close()
      look()
    } catch (error) {
      trouble.value = error
    } finally {
      opening.value = false
    }
  }
  function close(): void {
    wanted = false
    camera.value?.close()
    camera.value = null
    look()
  }
  async function attempt(change: (open: Camera) => Promise<void>): Promise<void> {
    if (!camera.value) return
    try {
      await change(camera.value)
    } catch (error) {
      trouble.value = error
    }
    look()
  }
  // A hidden page keeps the lamp and the camera from others and drains the battery.
  const onVisibility = () => {
    if (!wanted) return
    if (document.hidden) { camera.value?.close(); camera.value = null } else void open()
  }
  document.addEventListener('visibilitychange', onVisibility)
  onScopeDispose(() => { document.removeEventListener('visibilitychange', onVisibility); close() })

  return {
    camera, trouble, opening, torch, zoom, lenses, open, close,
    switchTorch: () => attempt((open) => open.setTorch(torch.value ? 'off' : 'on')),
    setZoom: (value: number) => attempt((open) => open.setZoom(value)),
    useLens: (id: string) => attempt((open) => open.useLens(id)),
  }
}
