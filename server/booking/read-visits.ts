import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { LocalText } from '#shared/locale.ts'
import type { LegState, LegTask, visits } from '#shared/schemas/booking.ts'
import { soldOffering } from '../catalog/index.ts'
import { recipientsById } from '../identity/index.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { doorTokenOf } from './door-link.ts'
import { isAtDoor } from './read-door.ts'
import { streetOf } from './leg-place.ts'
import { storedTimes, whatNow, type StoredTimes } from './leg-times.ts'

interface VisitRow {
  id: string
  bookingReference: string
  state: LegState
  title: LocalText
  start: string
  end: string
  zone: string
  districtId: string
  address: LocalText
  lat: number | null
  lng: number | null
  recipientId: string | null
  recipientName: string
  contact: { name: string, phone: string }
  tasks: LegTask[]
  times: StoredTimes
  /** Who comes, and on which day, while a code can be shown at the door. */
  door: { workerId: string, day: string } | null
}

/** A worker's visits of one day of their provider's calendar, in order: those to come, under way and done. */
export async function readVisits(
  { config, db }: Pick<Context, 'config' | 'db'>, { personId, day }: { personId: string, day: string },
): Promise<z.input<typeof visits>> {
  const { rows } = await db.execute<{ visit: VisitRow }>(sql`
    select jsonb_build_object(
      'id', l.id, 'bookingReference', b.reference, 'state', l.state, 'title', jsonb_build_object('zh', l.title_zh, 'en', l.title_en),
      'start', l.starts_at, 'end', l.ends_at, 'zone', l.zone, 'districtId', l.district_id,
      'address', ${streetOf},
      'lat', case when l.place = 'venue' then o.venue_lat else b.lat end, 'lng', case when l.place = 'venue' then o.venue_lng else b.lng end,
      'recipientId', b.recipient_id, 'recipientName', b.recipient_name, 'contact', jsonb_build_object('name', b.contact_name, 'phone', b.contact_phone),
      'tasks', l.tasks, 'times', ${storedTimes},
      'door', case when ${isAtDoor} then (select jsonb_build_object('workerId', r.id, 'day', (l.starts_at at time zone l.zone)::date)
                 from booking_leg_resource lr join resource r on r.id = lr.resource_id
                where lr.booking_leg_id = l.id and r.person_id = ${personId} and r.kind = 'worker' order by r.id limit 1) end) as visit
      from booking_leg l
      join booking b on b.id = l.booking_id
      ${soldOffering}
     where exists (select from booking_leg_resource lr join resource r on r.id = lr.resource_id where lr.booking_leg_id = l.id and r.person_id = ${personId})
       and l.state in ('confirmed', 'in_service', 'delivered', 'disputed', 'settled', 'no_show_resident', 'no_show_provider')
       and l.starts_at >= ${day}::date::timestamp at time zone l.zone and l.starts_at < (${day}::date + 1)::timestamp at time zone l.zone
     order by l.starts_at, l.id limit 100`)
  const at = await now(db)
  const recipients = await recipientsById(config, db, rows.flatMap(({ visit }) => visit.recipientId ?? []))
  return rows.map(({ visit: { recipientId, recipientName, times, door, ...visit } }) => {
    const known = recipientId === null ? undefined : recipients.get(recipientId)
    const { actions } = whatNow({ state: visit.state, times, actors: ['worker'], at })
    return {
      ...visit,
      start: new Date(visit.start).toISOString(),
      end: new Date(visit.end).toISOString(),
      recipient: { name: recipientName, birthYear: known?.birthYear ?? null, needs: known?.needs ?? [], notes: known?.notes ?? '' },
      actions,
      door: door && doorTokenOf(config, { legId: visit.id, ...door }),
    }
  })
}
