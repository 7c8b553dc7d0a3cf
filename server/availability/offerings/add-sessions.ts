import { sql } from 'drizzle-orm'
import { dayAfter, instantOf, wallTimeOf } from '#shared/wall-time.ts'
import { lockOffering } from '../../catalog/index.ts'
import { now } from '../../platform/clock.ts'
import { rangeOf } from '../../platform/columns.ts'
import type { Context } from '../../platform/context.ts'
import { insertOf, withTransaction, type Tx } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { fail } from '../errors.ts'
import { claim, classSession } from '../schema.ts'

export interface NewSessions {
  personId: string
  /** The offering. */
  id: string
  /** Of the first, on the clocks of the provider. */
  day: string
  minute: number
  /** One a week, so many in all. */
  weeks: number
  capacity: number
  teacherId: string
  /** Null: nobody else could want the place. */
  roomId: string | null
}

/**
 * Adds sessions of a class, all of them or none; each takes up its teacher and its room.
 * @throws {DomainError} `not_found`, `choice_invalid`, `transition_illegal` where it is no class or is archived, `too_early` where the
 * first has begun; `session_clashes` with the `days` on which teacher or room are taken or off.
 */
export async function addSessions({ db }: Pick<Context, 'db'>, wanted: NewSessions): Promise<void> {
  const { id, capacity, teacherId, roomId } = wanted
  await withTransaction(db, async (tx) => {
    const { row, content } = await lockOffering(tx, wanted)
    const { status, providerId } = row
    if (content.mode !== 'session' || status === 'archived') throw fail('transition_illegal', { event: 'add_session', state: status })
    const zone = await lockStaff(tx, { providerId, teacherId, roomId })
    const made = startsOf(wanted, zone).map(startsAt => ({
      id: newId(), offeringId: id, startsAt, endsAt: new Date(startsAt.getTime() + row.durationMinutes * 60_000), capacity,
      venueResourceId: roomId, teacherResourceId: teacherId,
    }))
    if (made[0]!.startsAt <= await now(tx)) throw fail('too_early', { event: 'add_session' })
    const resourceIds = roomId === null ? [teacherId] : [teacherId, roomId]
    const clashes = await clashesOf(tx, { resourceIds, spans: made })
    if (clashes.length > 0) throw fail('session_clashes', { days: clashes.map(start => wallTimeOf(start, zone).day).join(', ') })
    await tx.execute(insertOf(classSession, made))
    await tx.execute(insertOf(claim, made.flatMap(session => resourceIds.map(resourceId => ({
      id: newId(), resourceId, during: rangeOf(session.startsAt, session.endsAt), districtId: row.venueDistrictId, sessionId: session.id,
    })))))
  })
}

const startsOf = ({ day, minute, weeks }: NewSessions, zone: string): Date[] =>
  Array.from({ length: weeks }, (_, week) => instantOf({ day: dayAfter(day, week * 7), minute }, zone))

/** Locks teacher and room in the order that everybody keeps; answers the zone of the provider whose they are. */
async function lockStaff(
  tx: Tx, { providerId, teacherId, roomId }: { providerId: string, teacherId: string, roomId: string | null },
): Promise<string> {
  const { rows } = await tx.execute<{ kind: string, zone: string }>(sql`
    select r.kind, p.zone from resource r join provider p on p.id = r.provider_id
     where r.provider_id = ${providerId} and r.active
       and ((r.kind = 'worker' and r.id = ${teacherId}) or (r.kind = 'venue' and r.id = ${roomId}::uuid))
     order by r.kind, r.id for no key update of r`)
  if (!rows.some(({ kind }) => kind === 'worker')) throw fail('choice_invalid', { path: 'teacherId' })
  if (roomId !== null && !rows.some(({ kind }) => kind === 'venue')) throw fail('choice_invalid', { path: 'roomId' })
  return rows[0]!.zone
}

/** The starts of those spans in which one of the resources has given its time away, or is off. */
async function clashesOf(
  tx: Tx, { resourceIds, spans }: { resourceIds: readonly string[], spans: readonly { startsAt: Date, endsAt: Date }[] },
): Promise<Date[]> {
  const during = sql`tstzrange(wanted.starts_at, wanted.ends_at)`
  const ids = sql`any(${sql.param([...resourceIds])}::uuid[])`
  const { rows } = await tx.execute<{ start: string }>(sql`
    select wanted.starts_at::text as start
      from unnest(${sql.param(spans.map(({ startsAt }) => startsAt.toISOString()))}::timestamptz[],
                  ${sql.param(spans.map(({ endsAt }) => endsAt.toISOString()))}::timestamptz[]) wanted (starts_at, ends_at)
     where exists (select from claim c where c.resource_id = ${ids} and c.during && ${during})
        or exists (select from availability_override o where o.resource_id = ${ids} and o.kind <> 'extra' and o.during && ${during})
     order by wanted.starts_at`)
  return rows.map(({ start }) => new Date(start))
}
