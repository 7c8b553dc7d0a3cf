import type { Offering } from './catalogue.ts'
import type { Resource } from './resources.ts'
import { idOf } from './random.ts'
import type { Rows } from './rows.ts'
import { addDays, at, iso, minutesOf, range, weekdayOf } from './time.ts'

export interface Session {
  id: string
  offering: Offering
  start: number
  end: number
  freeSeats: number
  /** The lowest number that is not taken. */
  nextSeat: number
}

const DAYS = 75

/** The classes of the next 75 days; each claims its teacher and its room. */
export function addSessions(
  rows: Rows, { offerings, resources, today }: { offerings: readonly Offering[], resources: readonly Resource[], today: string },
): Session[] {
  return offerings.flatMap((offering) => {
    const { classes, minutes } = offering.service
    if (!classes) return []
    const crew = resources.filter(({ classOf }) => classOf === offering.id)
    const teacher = crew.find(({ kind }) => kind === 'worker')
    const venue = crew.find(({ kind }) => kind === 'venue')
    return Array.from({ length: DAYS }, (_, nth) => addDays(today, nth)).flatMap(day => classes.times
      .filter(time => Number(time[0]) === weekdayOf(day))
      .map((time): Session => {
        const start = at(day, minutesOf(time.slice(2)))
        const end = start + minutes * 60_000
        const id = idOf('session', `${offering.id} ${day} ${time}`)
        rows.class_session.push({
          id, offering_id: offering.id, starts_at: iso(start), ends_at: iso(end), capacity: classes.seats,
          venue_resource_id: venue?.id ?? null, teacher_resource_id: teacher?.id ?? null, cancelled_at: null,
        })
        for (const resource of crew) {
          resource.busy.push({ start, end })
          rows.claim.push({
            id: idOf('claim', `${resource.id} ${start}`), resource_id: resource.id, during: range(start, end),
            district_id: offering.provider.home,
            booking_leg_id: null, session_id: id, expires_at: null,
          })
        }
        return { id, offering, start, end, freeSeats: classes.seats, nextSeat: 1 }
      }))
  })
}
