import type { LocalText } from '#shared/locale.ts'
import type { Queryable } from '../platform/database.ts'
import { eachRun } from './bitmap.ts'
import { workingTime } from './calendar.ts'
import { readCalendars } from './provider-calendars.ts'
import { horizonOf, msOf, startOfDate, tickAt } from './zone.ts'

export interface Stretch {
  /** `work`: by the rules and what was added, less the others; `busy`: a calendar elsewhere says so. */
  kind: 'work' | 'off' | 'busy'
  start: Date
  end: Date
}

export interface WorkingTime {
  id: string
  kind: 'worker' | 'vehicle' | 'venue'
  name: LocalText
  active: boolean
  stretches: Stretch[]
}

/**
 * When each of a provider's people and things works, before any booking, and when it is off or busy, from a day of its zone up to another.
 */
export async function workingStretches(
  db: Queryable, { providerId, zone, from, until }: { providerId: string, zone: string, from: string, until: string },
): Promise<WorkingTime[]> {
  const [begin, end] = [startOfDate(zone, from), startOfDate(zone, until)]
  const horizon = horizonOf(begin, end)
  const calendars = await readCalendars(db, { providerId, from: begin, to: end })
  return calendars.map(({ resourceId, kind, name, active, rules, overrides }) => {
    const stretches: Stretch[] = []
    eachRun(workingTime({ zone, rules, overrides }, horizon), 0, tickAt(horizon, end), (start, stop) => {
      stretches.push({ kind: 'work', start: new Date(msOf(horizon, start)), end: new Date(msOf(horizon, stop)) })
    })
    for (const taken of overrides) {
      if (taken.kind === 'extra') continue
      stretches.push({ kind: taken.kind, start: new Date(Math.max(taken.start, begin)), end: new Date(Math.min(taken.end, end)) })
    }
    return { id: resourceId, kind, name, active, stretches }
  })
}
