import { setCourtRules } from '@/api/courtRules'
import type { DeviceRulesRow } from '@/api/rows'
import { pad } from '@/local/current'

/** From now on the court's own rules count wherever rules are asked for. Called before any screen follows its rows. */
export function followCourtRules(): () => void {
  const take = () => setCourtRules(pad.rows('device_rules') as unknown as DeviceRulesRow[])
  take()
  return pad.subscribe('device_rules', take)
}
