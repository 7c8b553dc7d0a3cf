/** A moment as the clocks of a zone show it. */
export interface WallTime {
  /** `YYYY-MM-DD` */
  day: string
  /** Minutes since midnight on the clock face. */
  minute: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23',
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
  })
  formats.set(zone, format)
  return format
}

export function wallTimeOf(instant: Date, zone: string): WallTime {
  const part = Object.fromEntries(formatOf(zone).formatToParts(instant).map(({ type, value }) => [type, value]))
  return { day: `${part.year}-${part.month}-${part.day}`, minute: Number(part.hour) * 60 + Number(part.minute) }
}

/**
 * The moment at which the clocks of a zone show a time of a day. A time that clocks jump over is the same time after the jump's length;
 * of a time that comes twice it is the first.
 */
export function instantOf({ day, minute }: WallTime, zone: string): Date {
  const asIfUtc = Date.parse(`${day}T00:00:00Z`) + minute * 60_000
  const offsetAt = (ms: number): number => {
    const shown = wallTimeOf(new Date(ms), zone)
    return Date.parse(`${shown.day}T00:00:00Z`) + shown.minute * 60_000 - ms
  }
  const before = offsetAt(asIfUtc - 86_400_000)
  const after = offsetAt(asIfUtc + 86_400_000)
  const first = asIfUtc - before
  if (offsetAt(first) === before) return new Date(first)
  const second = asIfUtc - after
  // In a gap neither shows the time: with the offset from before the jump it lands past the gap.
  return new Date(offsetAt(second) === after ? second : first)
}

/** The day so many days later (or, negative, earlier). @throws {RangeError} beyond the years that four digits name. */
export function dayAfter(day: string, days: number): string {
  const written = new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString()
  if (!/^\d/.test(written)) throw new RangeError(`${days} days after ${day} is beyond the calendar`)
  return written.slice(0, 10)
}

/** Days from one day to another. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)

/** 1 Monday … 7 Sunday, as ISO 8601 counts. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7
