import { onBeforeUnmount, ref, type Ref } from 'vue'

/** True from `width` px on. 720: tablet and desk get the rail, phones the tab bar. */
export function useWide(width: number = 720): Readonly<Ref<boolean>> {
  const query = matchMedia(`(min-width: ${width}px)`)
  const wide = ref(query.matches)
  const follow = () => { wide.value = query.matches }
  query.addEventListener('change', follow)
  onBeforeUnmount(() => query.removeEventListener('change', follow))
  return wide
}
