import { createAgenda } from '../../../sandbox/seed/agenda.ts'
import { addBookings, demoWorkerOf } from '../../../sandbox/seed/bookings.ts'
import type { Booking } from '../../../sandbox/seed/bookings.ts'
import { addPeople } from '../../../sandbox/seed/people.ts'
import { addCampaigns } from '../../../sandbox/seed/vouchers.ts'
import { makeCatalogue } from '../../../sandbox/seed/world.ts'
import type { World } from '../../../sandbox/seed/world.ts'

export const today = '2026-11-23'
/** Two o'clock in the afternoon. */
export const momentOf = (day: string) => Date.parse(`${day}T14:00:00+08:00`)

/** All rows but those of the money, which the stand-in's ids go into. */
export function makeCity(day = today): World & { bookings: Booking[] } {
  const world = makeCatalogue({ today: day })
  const worker = demoWorkerOf(world.resources, day)
  const residents = addPeople(world.rows, { today: day, worker, seal: text => `\\x${Buffer.from(text).toString('hex')}` })
  addCampaigns(world.rows, day)
  const bookings = addBookings(world.rows, { bundles: world.bundles, residents, agenda: createAgenda(world.resources, world.sessions), today: day, moment: momentOf(day), worker })
  return { ...world, bookings }
}
