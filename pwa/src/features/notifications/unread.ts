import { ref } from 'vue'

/** How many notices nobody has read on this device; kept by whoever lists them, shown in the menu and on the app's icon. */
export const unreadCount = ref(0)

export function setUnread(count: number): void {
  unreadCount.value = count
  if (!('setAppBadge' in navigator)) return
  const done = count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()
  done.catch(() => undefined)    // a browser that shows no badges is no error
}
