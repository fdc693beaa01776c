import { computed, shallowRef, type ComputedRef, type Ref } from 'vue'
import { radarBands, type Band } from '@/api/terms'
import { useCollection } from '@/local'
import { usePeople } from '@/shell/people'
import { radarLines, type RadarLine } from './rules'
import { useToday } from './useToday'

const STORED = 'zhixing.radar_muted'
type Mutes = Record<string, string>

/** Muted for a day, per control and band: a nearer band or a new day speaks again. Only ids are kept. */
const mutes = shallowRef<Mutes>(read())

function read(): Mutes {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? '{}') as Mutes
  } catch {
    return {}
  }
}

export function setMuted(line: RadarLine, day: string | null): void {
  if (!line.watch.may_mute) return
  const key = `${line.control.id}/${line.watch.band}`
  const kept = Object.entries(mutes.value).filter(([other, since]) => other !== key && since === (day ?? since))
  mutes.value = Object.fromEntries(day ? [...kept, [key, day]] : kept)
  localStorage.setItem(STORED, JSON.stringify(mutes.value))
}

/** What a court set as not mutable counts whatever is stored here. */
export function isMuted(line: RadarLine, today: string): boolean {
  return line.watch.may_mute && mutes.value[`${line.control.id}/${line.watch.band}`] === today
}

export interface Radar {
  lines: ComputedRef<RadarLine[]>; mine: ComputedRef<RadarLine[]>; counted: ComputedRef<RadarLine[]>
  bands: ComputedRef<readonly Band[]>; today: Readonly<Ref<string>>; state: Readonly<Ref<'loading' | 'ready' | 'empty' | 'error'>>
  numberOf: (caseId: string) => string
}

/** Every control with a term on this device, by its end; computed here, so it is right without a line. */
export function useRadar(): Radar {
  const controls = useCollection('controls')
  const steps = useCollection('control_steps')
  const cases = useCollection('cases')
  const { me, roles } = usePeople()
  const today = useToday()
  const byId = computed(() => new Map(cases.data.value.map((row) => [row.id, row])))
  const own = useCollection('device_rules')
  const bands = computed(() => {
    void own.data.value // the court may change its bands while the radar is open
    return radarBands(today.value)
  })
  const lines = computed(() => radarLines({
    controls: controls.data.value, steps: steps.data.value, cases: byId.value, today: today.value, bands: bands.value,
    who: { person: me.value, roles: roles.value },
  }))
  const mine = computed(() => lines.value.filter((line) => line.mine))
  const counted = computed(() => mine.value.filter((line) => !isMuted(line, today.value)))
  return { lines, mine, counted, bands, today, state: controls.state, numberOf: (id) => byId.value.get(id)?.case_number ?? '' }
}

/** For the menu: how many wait for this person today. */
export function useRadarCount(): ComputedRef<number> {
  const { counted } = useRadar()
  return computed(() => counted.value.length)
}
