/**
 * Time in ticks of a quarter of an hour, and the wall clock of an IANA zone over a horizon. The zone's offsets are asked of `Intl` once per
 * zone and horizon; after that, everything is whole numbers. All zones in use today have offsets that are multiples of 15 minutes.
 */
export const TICK_MINUTES = 15
export const TICK_MS = TICK_MINUTES * 60_000
export const TICKS_PER_DAY = 96
const DAY_MINUTES = 1440
const CACHE_SIZE = 256

/** `origin` is the absolute tick (since 1970, UTC) that all ticks of a problem count from. `ticks` is a multiple of 32. */
export interface Horizon {
  origin: number
  ticks: number
}

/** A stretch of the horizon, in ticks, in which the zone's clock runs evenly. `offset` is minutes east of UTC. */
export interface ZoneSegment {
  start: number
  end: number
  offset: number
}

/** One day of a zone's calendar, in ticks of the horizon. `number` counts days since 1970-01-01; the ends are cut off at the horizon. */
export interface LocalDay {
  date: string
  number: number
  start: number
  end: number
}

export interface ZoneTable {
  zone: string
  segments: readonly ZoneSegment[]
  days: readonly LocalDay[]
}

/** The horizon that covers [fromMs, toMs), widened to whole words of ticks. */
export function horizonOf(fromMs: number, toMs: number): Horizon {
  const origin = Math.floor(fromMs / TICK_MS)
  const ticks = Math.ceil(toMs / TICK_MS) - origin
  return { origin, ticks: Math.ceil(ticks / 32) * 32 }
}

/** The tick that contains the instant. */
export function tickAt(horizon: Horizon, ms: number): number {
  return Math.floor(ms / TICK_MS) - horizon.origin
}

/** The first tick that does not begin before the instant. */
export function tickFrom(horizon: Horizon, ms: number): number {
  return Math.ceil(ms / TICK_MS) - horizon.origin
}

export function msOf(horizon: Horizon, tick: number): number {
  return (horizon.origin + tick) * TICK_MS
}

/** Minutes rounded up to whole ticks, as all durations, buffers, gaps and ways are. */
export function ticksIn(minutes: number): number {
  return Math.ceil(minutes / TICK_MINUTES)
}

const formats = new Map<string, Intl.DateTimeFormat>()
const tables = new Map<string, ZoneTable>()

/** Minutes east of UTC that the zone's clocks show at the instant. Throws a RangeError for a zone that does not exist. */
export function offsetAt(zone: string, ms: number): number {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    })
    formats.set(zone, format)
  }
  const part: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(ms)) part[type] = Number(value)
  const wall = Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute)
  return Math.round((wall - Math.floor(ms / 60_000) * 60_000) / 60_000)
}

/** The zone's offsets and days over the horizon; kept for the next caller with the same horizon. */
export function zoneTable(zone: string, horizon: Horizon): ZoneTable {
  const key = `${zone} ${horizon.origin} ${horizon.ticks}`
  const known = tables.get(key)
  if (known) return known
  const segments = segmentsOf(zone, horizon)
  const table = { zone, segments, days: daysOf(segments, horizon) }
  if (tables.size >= CACHE_SIZE) tables.clear()
  tables.set(key, table)
  return table
}

/** Probes once a day, and bisects to the tick where two probes differ: no zone changes twice within a day. */
function segmentsOf(zone: string, horizon: Horizon): ZoneSegment[] {
  const offsetOf = (tick: number) => offsetAt(zone, msOf(horizon, tick))
  const segments: ZoneSegment[] = []
  let start = 0
  let offset = offsetOf(0)
  for (let probe = 0; probe < horizon.ticks;) {
    const next = Math.min(probe + TICKS_PER_DAY, horizon.ticks)
    const after = offsetOf(next)
    if (after !== offset) {
      let low = probe
      let high = next
      while (high - low > 1) {
        const middle = (low + high) >> 1
        if (offsetOf(middle) === offset) low = middle
        else high = middle
      }
      segments.push({ start, end: high, offset })
      start = high
      offset = after
    }
    probe = next
  }
  if (start < horizon.ticks) segments.push({ start, end: horizon.ticks, offset })
  return segments
}

function daysOf(segments: readonly ZoneSegment[], horizon: Horizon): LocalDay[] {
  const days: LocalDay[] = []
  for (const segment of segments) {
    for (const { number, start, end } of localDaysIn(segment, horizon)) {
      const last = days.at(-1)
      if (last?.number === number) last.end = end
      else days.push({ date: dateOfDay(number), number, start, end })
    }
  }
  return days
}

/** A day within a segment: the part of it that the segment covers, and where its midnight would be on the segment's clock. */
interface DayOfSegment {
  number: number
  midnight: number
  start: number
  end: number
}

/** The days of a segment, whose clock runs evenly. */
export function* localDaysIn(segment: ZoneSegment, horizon: Horizon): Generator<DayOfSegment> {
  const shift = horizon.origin + segment.offset / TICK_MINUTES
  const first = Math.floor((segment.start + shift) / TICKS_PER_DAY)
  const last = Math.floor((segment.end - 1 + shift) / TICKS_PER_DAY)
  for (let number = first; number <= last; number++) {
    const midnight = number * TICKS_PER_DAY - shift
    yield { number, midnight, start: Math.max(midnight, segment.start), end: Math.min(midnight + TICKS_PER_DAY, segment.end) }
  }
}

export function dateOfDay(number: number): string {
  return new Date(number * DAY_MINUTES * 60_000).toISOString().slice(0, 10)
}

/** Days since 1970-01-01 of a date 'YYYY-MM-DD'. */
export function dayOfDate(date: string): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / (DAY_MINUTES * 60_000))
}

/** The index in `table.days` of the day that contains the tick; -1 outside the horizon. */
export function dayIndexAt(days: readonly LocalDay[], tick: number): number {
  let low = 0
  let high = days.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const day = days[middle]!
    if (tick < day.start) high = middle - 1
    else if (tick >= day.end) low = middle + 1
    else return middle
  }
  return -1
}

/** What the zone's clock shows when the tick begins, in minutes after midnight. */
export function minuteOfDay(table: ZoneTable, horizon: Horizon, tick: number): number {
  const segment = table.segments.find(({ end }) => tick < end) ?? table.segments.at(-1)!
  const minutes = (horizon.origin + tick) * TICK_MINUTES + segment.offset
  return ((minutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES
}

/** The first instant of the date in the zone, in epoch milliseconds: 01:00 where clocks jump over midnight. */
export function startOfDate(zone: string, date: string): number {
  const utc = Date.parse(`${date}T00:00:00Z`)
  const around = { origin: Math.floor(utc / TICK_MS) - 2 * TICKS_PER_DAY, ticks: 4 * TICKS_PER_DAY }
  const number = dayOfDate(date)
  const day = zoneTable(zone, around).days.find((candidate) => candidate.number >= number)
  if (!day) throw new RangeError(`no day ${date} in ${zone}`)
  return msOf(around, day.start)
}

/** The starts that an offering's notice and horizon leave, seen from `now`: the first and the last tick. */
export function bookableRange(
  horizon: Horizon,
  terms: { now: number, noticeMinutes: number, horizonDays: number },
): { earliest: number, latest: number } {
  return {
    earliest: tickFrom(horizon, terms.now + terms.noticeMinutes * 60_000),
    latest: tickAt(horizon, terms.now + terms.horizonDays * DAY_MINUTES * 60_000),
  }
}
