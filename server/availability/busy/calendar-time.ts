import { offsetAt } from '../zone.ts'
import { CalendarError, propertyOf, type Component, type Property } from './calendar-text.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** A DATE or a DATE-TIME. `wall` is what the clocks show, as if they showed UTC; a date's is its midnight. */
export interface Moment {
  wall: number
  /** A whole day. */
  isDate: boolean
  zone: Zone
}

/** An IANA zone, or minutes east of UTC. */
export type Zone = string | number

export type ZoneFinder = (tzid: string) => Zone

/** Names that Windows calendars give, for the zones that our people live in or come from (CLDR, windowsZones). */
const windowsZones: Record<string, string> = {
  'China Standard Time': 'Asia/Shanghai',
  'Taipei Standard Time': 'Asia/Taipei',
  'Singapore Standard Time': 'Asia/Singapore',
  'Tokyo Standard Time': 'Asia/Tokyo',
  'Korea Standard Time': 'Asia/Seoul',
  'India Standard Time': 'Asia/Kolkata',
  'GMT Standard Time': 'Europe/London',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Central European Standard Time': 'Europe/Warsaw',
  'Romance Standard Time': 'Europe/Paris',
  'Eastern Standard Time': 'America/New_York',
  'Central Standard Time': 'America/Chicago',
  'Mountain Standard Time': 'America/Denver',
  'Pacific Standard Time': 'America/Los_Angeles',
  'AUS Eastern Standard Time': 'Australia/Sydney',
  'Greenwich Standard Time': 'Atlantic/Reykjavik',
}

function isZone(name: string): boolean {
  try {
    offsetAt(name, 0)
    return true
  } catch {
    return false
  }
}

/** What a calendar's `TZID`s mean: a name that is known, else a zone of its own whose clocks never change. */
export function zonesOf(calendars: readonly Component[]): ZoneFinder {
  const own = new Map(calendars.flatMap(({ components }) => components).filter(({ name }) => name === 'VTIMEZONE')
    .map(zone => [propertyOf(zone, 'TZID')?.value.trim() ?? '', zone]))
  const found = new Map<string, Zone>()
  return (tzid) => {
    const zone = found.get(tzid) ?? zoneOf(tzid, own.get(tzid))
    found.set(tzid, zone)
    return zone
  }
}

function zoneOf(tzid: string, own: Component | undefined): Zone {
  // A private prefix (`/mozilla.org/20050126_1/Asia/Shanghai`), or an address before the name.
  const [, tail = tzid] = /([A-Za-z_]+\/[A-Za-z_+-]+(?:\/[A-Za-z_]+)?)$/.exec(tzid) ?? []
  const names = [tzid, windowsZones[tzid], own && propertyOf(own, 'X-LIC-LOCATION')?.value.trim(), tail]
  const name = names.find(each => each !== undefined && isZone(each))
  if (name !== undefined) return name
  const rules = own?.components.filter(each => each.name === 'STANDARD' || each.name === 'DAYLIGHT') ?? []
  const [only] = rules
  const offset = only && /^([+-])(\d{2})(\d{2})/.exec(propertyOf(only, 'TZOFFSETTO')?.value.trim() ?? '')
  if (rules.length !== 1 || !only || !offset || propertyOf(only, 'RRULE')) throw new CalendarError('not_understood', `TZID:${tzid}`)
  return (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]))
}

const shape = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/

/** One value of a property that holds dates or times. `floating` is the zone of a time that names none. */
export function parseMoment(value: string, { params, name }: Property, { zones, floating }: { zones: ZoneFinder, floating: Zone }): Moment {
  const refuse = () => new CalendarError('not_understood', `${name}:${value}`)
  const [, year, month, day, hour, minute, second, utc] = shape.exec(value.trim()) ?? []
  if (year === undefined) throw refuse()
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day))
  if (new Date(midnight).toISOString().slice(0, 10) !== `${year}-${month}-${day}`) throw refuse()
  if (hour === undefined) return { wall: midnight, isDate: true, zone: floating }
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) throw refuse()
  // A leap second is the one before it.
  const wall = midnight + (Number(hour) * 60 + Number(minute)) * minuteMs + Math.min(59, Number(second)) * 1000
  return { wall, isDate: false, zone: utc === 'Z' ? 0 : params.TZID === undefined ? floating : zones(params.TZID) }
}

/**
 * The instant at which a zone's clocks show `wall`: of an hour that comes twice the first; in one that is left out, as if the clocks had
 * not changed yet (RFC 5545 § 3.3.5).
 */
export function instantOf(wall: number, zone: Zone): number {
  if (typeof zone === 'number') return wall - zone * minuteMs
  const [before, after] = [offsetAt(zone, wall - dayMs), offsetAt(zone, wall + dayMs)]
  const early = wall - before * minuteMs
  if (offsetAt(zone, early) === before) return early
  const late = wall - after * minuteMs
  return offsetAt(zone, late) === after ? late : early
}

/** Milliseconds of a DURATION (RFC 5545 § 3.3.6). */
export function parseDuration(value: string): number {
  const [all, sign, weeks, days, hours, minutes, seconds] = /^([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(value.trim()) ?? []
  if (all === undefined) throw new CalendarError('not_understood', `DURATION:${value}`)
  const [w = 0, d = 0, h = 0, m = 0, s = 0] = [weeks, days, hours, minutes, seconds].map(each => Number(each ?? 0))
  return (sign === '-' ? -1 : 1) * (((w * 7 + d) * 24 + h) * 3600 + m * 60 + s) * 1000
}
