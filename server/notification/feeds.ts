import { randomBytes } from 'node:crypto'
import { and, asc, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { calendarFeed as feedSchema, calendarFeedBody, calendarFeedCreated } from '#shared/schemas/calendar.ts'
import { listToldBookings, type LegsOf } from '../booking/index.ts'
import { findContacts, memberships } from '../identity/index.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import type { Queryable, Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { sha256 } from '../platform/secrets.ts'
import { entryOf } from './booking-calendar.ts'
import { calendarFile } from './ics-file.ts'
import { fail } from './errors.ts'
import { calendarFeed } from './schema.ts'
import { calendarWording } from './wording.ts'

type Feed = typeof calendarFeed.$inferSelect

const feedsPerPerson = 20
/** A feed goes back this far, so that a visit that was cancelled late is crossed out and does not just vanish. */
const pastDays = 60

/** The providers that a kind of feed may be of: a worker's needs any, a provider's one that the person manages. */
async function mayRead(db: Queryable, { personId, kind, providerId }: Pick<Feed, 'personId' | 'kind' | 'providerId'>): Promise<boolean> {
  if (kind === 'resident') return true
  const own = await memberships(db, personId)
  if (kind === 'worker') return own.length > 0
  return own.some(membership => membership.providerId === providerId && membership.role !== 'worker')
}

/**
 * Makes a secret address. It is answered this once: only its hash is kept.
 * @throws {DomainError} `not_found` for a calendar that is not the person's to read, `too_many_feeds`.
 */
export async function createFeed(
  { config, db }: Pick<Context, 'config' | 'db'>, { personId, body }: { personId: string, body: z.output<typeof calendarFeedBody> },
): Promise<z.input<typeof calendarFeedCreated>> {
  const feed = { personId, kind: body.kind, providerId: body.kind === 'provider' ? body.providerId : null }
  if (!await mayRead(db, feed)) throw fail('not_found')
  if ((await listFeeds(db, personId)).length >= feedsPerPerson) throw fail('too_many_feeds', { maximum: feedsPerPerson })
  const [id, token] = [newId(), randomBytes(32).toString('base64url')]
  await db.insert(calendarFeed).values({ id, tokenHash: sha256(token), ...feed })
  const made = (await listFeeds(db, personId)).find(row => row.id === id)!
  return { ...made, url: `${config.LINLI_SITE_URL}/api/calendars/${token}.ics` }
}

/** One's feeds, oldest first, without their addresses. */
export async function listFeeds(db: Queryable, personId: string): Promise<z.input<typeof feedSchema>[]> {
  const rows = await db.select().from(calendarFeed)
    .where(eq(calendarFeed.personId, personId)).orderBy(asc(calendarFeed.createdAt), asc(calendarFeed.id))
  const providers = new Map((await memberships(db, personId)).map(({ providerId, name }) => [providerId, name]))
  return rows.map(({ id, kind, providerId, createdAt, readAt }) => ({
    id,
    kind,
    provider: (providerId && providers.get(providerId)) || null,
    createdAt: createdAt.toISOString(),
    readAt: readAt && readAt.toISOString(),
  }))
}

/** From now on the address answers 404. @throws {DomainError} `not_found`. */
export async function revokeFeed(db: Queryable, { personId, id }: { personId: string, id: string }): Promise<void> {
  const gone = await db.delete(calendarFeed)
    .where(and(eq(calendarFeed.id, id), eq(calendarFeed.personId, personId))).returning({ id: calendarFeed.id })
  if (gone.length === 0) throw fail('not_found')
}

/** A person who leaves takes their secret addresses along. */
export async function forgetFeeds(tx: Tx, personId: string): Promise<void> {
  await tx.delete(calendarFeed).where(eq(calendarFeed.personId, personId))
}

/**
 * The calendar at a secret address; the same as long as nothing changes.
 * @throws {DomainError} `not_found` for an address that was revoked, never was, or whose person may no longer read it.
 */
export async function readFeed({ config, db }: Pick<Context, 'config' | 'db'>, token: string): Promise<string> {
  const [feed] = await db.select().from(calendarFeed).where(eq(calendarFeed.tokenHash, sha256(token)))
  const [person] = feed ? await findContacts(db, [feed.personId]) : []
  if (!feed || !person || !await mayRead(db, feed)) throw fail('not_found')
  const at = await now(db)
  if (feed.readAt === null || at.getTime() - feed.readAt.getTime() > 3_600_000) {
    await db.update(calendarFeed).set({ readAt: sql`linli_now()` }).where(eq(calendarFeed.id, feed.id))
  }
  // Of whole days, so that the file does not change by the minute.
  const since = new Date(Math.floor(at.getTime() / 86_400_000 - pastDays) * 86_400_000)
  const bookings = await listToldBookings(db, ownerOf(feed), since)
  const words = calendarWording[person.locale]
  const work = feed.kind !== 'resident'
  return calendarFile({
    title: work ? words.work : words.mine,
    entries: bookings.flatMap(booking => booking.legs.map(leg => entryOf(booking, leg, { work }))),
    locale: person.locale,
    siteUrl: config.LINLI_SITE_URL,
  })
}

function ownerOf({ kind, personId, providerId }: Feed): LegsOf {
  if (kind === 'provider' && providerId !== null) return { providerId }
  return kind === 'worker' ? { workerId: personId } : { bookerId: personId }
}
