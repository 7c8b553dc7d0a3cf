import { asc, eq } from 'drizzle-orm'
import type { Queryable } from '../platform/database.ts'
import { listFeeds } from './feeds.ts'
import { notification } from './schema.ts'

/** What a person was told, when and how, and the calendars that they gave away; for the export of their data. */
export async function exportNotices(db: Queryable, personId: string): Promise<Record<string, unknown>> {
  const { template, channel, bookingId, planId, state, createdAt, sentAt } = notification
  const notices = await db.select({ template, channel, bookingId, planId, state, createdAt, sentAt }).from(notification)
    .where(eq(notification.reader, personId)).orderBy(asc(createdAt), asc(notification.id))
  return { notices, calendarFeeds: await listFeeds(db, personId) }
}
