import { onScopeDispose, ref, type Ref } from 'vue'

/** True from `width` px on. 1000: list and pictures fit beside each other, as on a tablet held sideways. */
export function useWide(width = 1000): Readonly<Ref<boolean>> {
  const query = matchMedia(`(min-width: ${width}px)`)
  const wide = ref(query.matches)
  const follow = () => { wide.value = query.matches }
  query.addEventListener('change', follow)
  onScopeDispose(() => query.removeEventListener('change', follow))
  return wide
}
