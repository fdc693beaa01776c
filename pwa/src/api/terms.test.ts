import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { daysBetween, firstTerm, legalDay, queuedTerm, radar, radarBands, rankAfter, renewedTerm, type PrintedDates } from './terms'

interface Vectors {
  first: { name: string; asset_class: string; effective_on: string; printed: PrintedDates | null; computed_end: string; ends_on: string; flags: string[] }[]
  renewed: { name: string; asset_class: string; old_end: string; effective_on: string; printed: PrintedDates | null; ends_on: string | null }[]
  moved_up: { name: string; rank: number; gone: number[]; asset_class: string; since: string; printed: PrintedDates | null; rank_then: number; ends_on: string | null }[]
  radar: { name: string; state: string; ends_on: string | null; today: string; days_left: number | null; band: string | null; must_act: string[]; may_mute: boolean }[]
}
const vectors = JSON.parse(readFileSync(new URL('../../../tests/vectors/terms.json', import.meta.url), 'utf8')) as Vectors

describe('a first term', () => {
  it.each(vectors.first)('$name', (one) => {
    const term = firstTerm(one.asset_class, one.effective_on, one.printed)
    expect(term).toMatchObject({ computed_end: one.computed_end, ends_on: one.ends_on, flags: one.flags })
  })
})

describe('a renewal', () => {
  it.each(vectors.renewed)('$name', (one) => {
    expect(renewedTerm(one.asset_class, one.old_end, one.effective_on, one.printed)?.ends_on ?? null).toBe(one.ends_on)
  })
})

describe('a queue', () => {
  it.each(vectors.moved_up)('$name', (one) => {
    const rank = rankAfter(one.rank, one.gone)
    expect(rank).toBe(one.rank_then)
    const term = rank === 1 ? firstTerm(one.asset_class, one.since, one.printed) : queuedTerm(one.asset_class, one.since, one.printed)
    expect(term.ends_on).toBe(one.ends_on)
  })
})

describe('the radar', () => {
  it.each(vectors.radar)('$name', (one) => {
    const { days_left, band, must_act, may_mute } = one
    expect(radar(one.state, one.ends_on, one.today, radarBands(one.today))).toEqual({ days_left, band, must_act, may_mute })
  })
})

it('counts days over the change of a year and a leap day', () => {
  expect(daysBetween('2027-12-31', '2028-03-01')).toBe(61)
  expect(daysBetween('2028-03-01', '2027-12-31')).toBe(-61)
})

it('knows the legal day on both sides of midnight in Shanghai', () => {
  expect(legalDay('2026-11-27T15:59:59.999Z')).toBe('2026-11-27')
  expect(legalDay('2026-11-27T16:00:00.000Z')).toBe('2026-11-28')
})
