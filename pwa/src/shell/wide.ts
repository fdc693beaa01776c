import { onBeforeUnmount, ref, type Ref } from 'vue'

/** True from 720 px on: tablet and desk get the rail, phones the tab bar. */
export function useWide(): Readonly<Ref<boolean>> {
  const query = matchMedia('(min-width: 720px)')
  const wide = ref(query.matches)
  const follow = () => { wide.value = query.matches }
  query.addEventListener('change', follow)
  onBeforeUnmount(() => query.removeEventListener('change', follow))
  return wide
}
