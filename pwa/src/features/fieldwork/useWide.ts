import { onScopeDispose, ref, type Ref } from 'vue'

/** True where list and pictures fit beside each other: a tablet held sideways, a desk. */
export function useWide(): Readonly<Ref<boolean>> {
  const query = matchMedia('(min-width: 1000px)')
  const wide = ref(query.matches)
  const follow = () => { wide.value = query.matches }
  query.addEventListener('change', follow)
  onScopeDispose(() => query.removeEventListener('change', follow))
  return wide
}
