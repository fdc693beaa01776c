/** The number of unread notices on the app's icon. */
export function setUnread(count: number): void {
  if (!('setAppBadge' in navigator)) return
  const done = count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()
  done.catch(() => undefined)    // a browser that shows no badges is no error
}
