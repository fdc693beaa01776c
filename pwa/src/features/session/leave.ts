import { t } from '@/i18n'
import { logout } from '@/session'
import { confirm } from '@/ui'

/**
 * Ends the login. With unsent work it says how much and asks; what waits stays on the tablet either way.
 * Returns whether the person is out.
 */
export async function leave(): Promise<boolean> {
  const first = await logout('ask')
  if (first.done) return true
  const yes = await confirm({
    title: t('session.leave.title'), body: t('session.leave.body', { n: first.unsent }), confirm: t('session.leave.confirm'), tone: 'danger',
  })
  return yes ? (await logout('keep')).done : false
}
