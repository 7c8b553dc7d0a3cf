import type { LocalText } from '#shared/locale.ts'
import type { Queryable } from '../platform/database.ts'
import { eachRun } from './bitmap.ts'
import { workingTime } from './calendar.ts'
import { readCalendars } from './provider-calendars.ts'
import { horizonOf, startOfDate, tickAt, TICK_MINUTES } from './zone.ts'

export interface OpenTime {
  resourceId: string
  name: LocalText
  /** Minutes of work that rules and days off leave in each of the periods, before any booking. */
  minutes: number[]
}

/** How long a provider's active workers could work, from each of these days of its zone (ascending) to the next; the last only ends. */
export async function openMinutes(
  db: Queryable, { providerId, zone, days }: { providerId: string, zone: string, days: readonly string[] },
): Promise<OpenTime[]> {
  const bounds = days.map(day => startOfDate(zone, day))
  const [from, to] = [bounds[0]!, bounds.at(-1)!]
  const calendars = await readCalendars(db, { providerId, from, to })
  const horizon = horizonOf(from, to)
  const ticks = bounds.map(bound => tickAt(horizon, bound))
  return calendars.filter(({ kind, active }) => kind === 'worker' && active).map(({ resourceId, name, rules, overrides }) => {
    const free = workingTime({ zone, rules, overrides }, horizon)
    const minutes = ticks.slice(1).map((end, index) => {
      let count = 0
      eachRun(free, ticks[index]!, end, (start, stop) => {
        count += stop - start
      })
      return count * TICK_MINUTES
    })
    return { resourceId, name, minutes }
  })
}
