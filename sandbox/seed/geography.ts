import { districts } from './data/places.ts'
import type { DistrictSeed } from './data/places.ts'
import type { Rows } from './rows.ts'

const byId = new Map(districts.map(district => [district.id, district]))

export function districtOf(id: string): DistrictSeed {
  const district = byId.get(id)
  if (!district) throw new RangeError(`no such district: ${id}`)
  return district
}

export function kilometresBetween(a: DistrictSeed, b: DistrictSeed): number {
  const radians = Math.PI / 180
  const half = Math.sin((b.lat - a.lat) * radians / 2) ** 2
    + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * Math.sin((b.lng - a.lng) * radians / 2) ** 2
  return 12_742 * Math.asin(Math.sqrt(half))
}

/** Door to door by metro or van, in steps of five minutes; the way into the centre is slower than the way out, the island far from all. */
export function travelMinutes(from: DistrictSeed, to: DistrictSeed): number {
  if (from.id === to.id) return 15
  const island = from.id === 'chongming' || to.id === 'chongming' ? 30 : 0
  const inward = districts.indexOf(to) < 7 && districts.indexOf(from) >= 7 ? 5 : 0
  return Math.min(180, Math.round((15 + kilometresBetween(from, to) * 1.6) / 5) * 5 + island + inward)
}

export function addGeography(rows: Rows): void {
  for (const [position, { id, zh, en, lat, lng }] of districts.entries()) {
    rows.district.push({ id, city: 'shanghai', name_zh: zh, name_en: en, lat, lng, position })
  }
  for (const from of districts) {
    for (const to of districts) {
      rows.travel_time.push({ from_district_id: from.id, to_district_id: to.id, minutes: travelMinutes(from, to) })
    }
  }
}
