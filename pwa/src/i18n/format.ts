/** The three formatters (time, money, position) and two small ones. Nobody else turns such values into text. */

const ZONE = 'Asia/Shanghai'
const partsOf = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit',
  hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
})

function shanghai(iso: string): Record<string, string> | null {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return null
  return Object.fromEntries(partsOf.formatToParts(at).map((part) => [part.type, part.value]))
}

/** `2026-11-24 11:04` in Shanghai time, from RFC 3339. Anything else comes back as it is. */
export function formatDateTime(iso: string): string {
  const at = shanghai(iso)
  return at === null ? iso : `${at['year']}-${at['month']}-${at['day']} ${at['hour']}:${at['minute']}`
}

/** `11:04` in Shanghai time. */
export function formatTime(iso: string): string {
  const at = shanghai(iso)
  return at === null ? iso : `${at['hour']}:${at['minute']}`
}

/** A legal date stays as written; a point in time becomes its Shanghai date. */
export function formatDate(value: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return value
  const at = shanghai(value)
  return at === null ? value : `${at['year']}-${at['month']}-${at['day']}`
}

/** The Shanghai date of a moment, `YYYY-MM-DD`. */
export function shanghaiDate(moment: Date = new Date()): string {
  return formatDate(moment.toISOString())
}

/** `1,234,567.80` with at least two decimals, from a decimal string in yuan; never through a float. */
export function formatMoney(amount: string | null | undefined): string {
  if (amount === null || amount === undefined || amount === '') return '—'
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount)
  if (match === null) return amount
  const whole = (match[2] ?? '0').replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return `${match[1]}${whole}.${(match[3] ?? '').padEnd(2, '0')}`
}

export interface PlaceFacts { lon: number; lat: number; accuracy_m: number; datum?: string }

/** `23.02152°N 113.12143°E ±12 m (WGS-84)`; degrees in the datum the fix was taken in. */
export function formatPosition(place: PlaceFacts): string {
  const north = `${Math.abs(place.lat).toFixed(5)}°${place.lat < 0 ? 'S' : 'N'}`
  const east = `${Math.abs(place.lon).toFixed(5)}°${place.lon < 0 ? 'W' : 'E'}`
  return `${north} ${east} ±${Math.round(place.accuracy_m)} m (${place.datum ?? 'WGS-84'})`
}

/** `48 MB`; powers of 1000, as storage is sold and browsers report it. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes < 1000) return `${Math.max(0, Math.round(bytes) || 0)} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power - 1]}`
}

/** `1:23:45` or `2:05`, from milliseconds. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  const rest = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'))
  return seconds < 3600 ? `${Math.floor(seconds / 60)}:${rest[1]}` : `${Math.floor(seconds / 3600)}:${rest.join(':')}`
}
