import { parseRecurrence, recurrenceDays, type Budget } from './calendar-recurrence.ts'
import { CalendarError, parseCalendar, propertiesOf, propertyOf, type Component } from './calendar-text.ts'
import { instantOf, parseDuration, parseMoment, zonesOf, type Moment, type Zone, type ZoneFinder } from './calendar-time.ts'

const dayMs = 86_400_000
const maxTimes = 4_000

/** Half-open, in epoch milliseconds. */
export interface BusyTime {
  start: number
  end: number
}

export interface BusyQuery {
  text: string
  from: number
  to: number
  /** Of times and whole days that name no zone: where the worker works. */
  zone: string
  /** Entries whose UID ends so are ours: a calendar that shows our own feed must not count twice. */
  ownUid?: string
}

interface Reading {
  from: number
  to: number
  zones: ZoneFinder
  floating: Zone
  budget: Budget
}

/**
 * When a calendar's owner is busy within [from, to): its entries, repetitions unrolled, without those that are cancelled or marked as free;
 * in order and joined where they touch. It tells nothing else of them.
 *
 * @throws {CalendarError} for a calendar that cannot be read to its end without guessing: a time that we got wrong is worse than none.
 */
export function busyTimes({ text, from, to, zone, ownUid }: BusyQuery): BusyTime[] {
  const calendars = parseCalendar(text)
  const reading: Reading = { from, to, zones: zonesOf(calendars), floating: zone, budget: { left: 200_000 } }
  const components = calendars.flatMap(calendar => calendar.components)
  const events = components.filter(({ name }) => name === 'VEVENT')
    .filter(event => !(ownUid && propertyOf(event, 'UID')?.value.trim().endsWith(ownUid)))
  const times = [
    ...eventTimes(events, reading),
    ...components.filter(({ name }) => name === 'VFREEBUSY').flatMap(component => freeBusyTimes(component, reading)),
  ]
  return joined(times.flatMap(({ start, end }) => {
    const [cutStart, cutEnd] = [Math.max(start, from), Math.min(end, to)]
    return cutStart < cutEnd ? [{ start: cutStart, end: cutEnd }] : []
  }))
}

function joined(times: BusyTime[]): BusyTime[] {
  const result: BusyTime[] = []
  for (const time of times.sort((a, b) => a.start - b.start)) {
    const last = result.at(-1)
    if (last && time.start <= last.end) last.end = Math.max(last.end, time.end)
    else result.push({ ...time })
  }
  if (result.length > maxTimes) throw new CalendarError('too_large')
  return result
}

function isFree(event: Component): boolean {
  const text = (name: string) => propertyOf(event, name)?.value.trim().toUpperCase()
  return text('STATUS') === 'CANCELLED' || text('TRANSP') === 'TRANSPARENT' || text('X-MICROSOFT-CDO-BUSYSTATUS') === 'FREE'
}

/** Entries of one UID belong together: one may repeat, the others (`RECURRENCE-ID`) say how single times of it differ. */
function eventTimes(events: readonly Component[], reading: Reading): BusyTime[] {
  const changed = new Map<string, Set<number>>()
  for (const event of events) {
    const which = propertyOf(event, 'RECURRENCE-ID')
    if (!which) continue
    if (which.params.RANGE !== undefined) throw new CalendarError('not_understood', 'RECURRENCE-ID;RANGE')
    const uid = propertyOf(event, 'UID')?.value ?? ''
    const instants = changed.get(uid) ?? new Set()
    changed.set(uid, instants.add(startOf(parseMoment(which.value, which, reading))))
  }
  return events.filter(event => !isFree(event)).flatMap((event) => {
    const isChange = propertyOf(event, 'RECURRENCE-ID') !== undefined
    const without = isChange ? undefined : changed.get(propertyOf(event, 'UID')?.value ?? '')
    return timesOf(event, reading).filter(({ start }) => !without?.has(start))
  })
}

const startOf = ({ wall, zone }: Moment): number => instantOf(wall, zone)

function timesOf(event: Component, reading: Reading): BusyTime[] {
  const dtstart = propertyOf(event, 'DTSTART')
  if (!dtstart) throw new CalendarError('not_understood', 'VEVENT without DTSTART')
  const start = parseMoment(dtstart.value, dtstart, reading)
  const endOf = endAfter(event, start, reading)
  const gone = new Set(momentsOf(event, 'EXDATE', reading).map(startOf))
  const seen = new Set<number>()
  const times: BusyTime[] = []
  const added = momentsOf(event, 'RDATE', reading).map(moment => inZone(moment, start.zone))
  for (const wall of [...repeats(event, start, reading), ...added]) {
    const instant = instantOf(wall, start.zone)
    if (gone.has(instant) || seen.has(instant)) continue
    seen.add(instant)
    const end = endOf(wall, instant)
    if (instant < end && end > reading.from && instant < reading.to) times.push({ start: instant, end })
  }
  return times
}

/** How an occurrence ends: a length in whole days follows the calendar, one in hours the clock. */
function endAfter(event: Component, start: Moment, reading: Reading): (wall: number, instant: number) => number {
  const [dtend, duration] = [propertyOf(event, 'DTEND'), propertyOf(event, 'DURATION')]
  const byCalendar = (length: number) => (wall: number) => instantOf(wall + length, start.zone)
  if (dtend) {
    const end = parseMoment(dtend.value, dtend, reading)
    if (start.isDate && end.isDate) return byCalendar(end.wall - start.wall)
    const length = startOf(end) - startOf(start)
    return (_, instant) => instant + length
  }
  if (duration) {
    const length = parseDuration(duration.value)
    return start.isDate ? byCalendar(length) : (_, instant) => instant + length
  }
  return start.isDate ? byCalendar(dayMs) : (_, instant) => instant
}

/** Wall times at which an entry starts, its own first. */
function* repeats(event: Component, start: Moment, { from, to, zones, budget }: Reading): Generator<number> {
  const rules = propertiesOf(event, 'RRULE')
  if (rules.length > 1 || propertyOf(event, 'EXRULE')) throw new CalendarError('not_understood', 'EXRULE')
  const [property] = rules
  if (!property) return yield start.wall
  const rule = parseRecurrence(property.value.trim())
  const until = rule.until === null
    ? undefined
    : parseMoment(rule.until, { name: 'UNTIL', params: {}, value: rule.until }, { zones, floating: start.zone })
  const first = Math.floor(start.wall / dayMs)
  const timeOfDay = start.wall - first * dayMs
  // What began a month before may still be going on.
  const span = { first, from: Math.floor(from / dayMs) - 32, to: Math.ceil(to / dayMs) + 1, budget }
  for (const day of recurrenceDays(rule, span)) {
    const wall = day * dayMs + timeOfDay
    if (until && isPast({ day, instant: instantOf(wall, start.zone), byDay: until.isDate || start.isDate }, until)) return
    yield wall
  }
}

/** Whether an occurrence comes after the last that a rule names, which is a day or an instant. */
function isPast({ day, instant, byDay }: { day: number, instant: number, byDay: boolean }, until: Moment): boolean {
  return byDay ? day > Math.floor(until.wall / dayMs) : instant > startOf(until)
}

/** `wall` of a moment by the clocks of another zone, to which it will be put back. */
function inZone(moment: Moment, zone: Zone): number {
  if (moment.zone === zone) return moment.wall
  const instant = startOf(moment)
  // Two guesses are enough: the second begins within the right offset.
  let wall = instant
  for (let i = 0; i < 2; i++) wall += instant - instantOf(wall, zone)
  return wall
}

function momentsOf(event: Component, name: 'EXDATE' | 'RDATE', reading: Reading): Moment[] {
  return propertiesOf(event, name).flatMap((property) => {
    if (property.params.VALUE?.toUpperCase() === 'PERIOD') throw new CalendarError('not_understood', `${name};VALUE=PERIOD`)
    return property.value.split(',').filter(each => each.trim() !== '').map(each => parseMoment(each, property, reading))
  })
}

function freeBusyTimes(component: Component, reading: Reading): BusyTime[] {
  return propertiesOf(component, 'FREEBUSY').filter(({ params }) => params.FBTYPE?.toUpperCase() !== 'FREE').flatMap(property =>
    property.value.split(',').map((period) => {
      const [from = '', to = ''] = period.split('/')
      const start = startOf(parseMoment(from, property, reading))
      return { start, end: /^[+-]?P/.test(to) ? start + parseDuration(to) : startOf(parseMoment(to, property, reading)) }
    }))
}
