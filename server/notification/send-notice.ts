import { and, eq, inArray, lte, sql } from 'drizzle-orm'
import { findToldBooking, findToldPlan, type ToldLeg } from '../booking/index.ts'
import { findRefund } from '../payment/index.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction, type Db } from '../platform/database.ts'
import { sendNoticeJob } from './jobs.ts'
import { planOperatorNotices } from './operator-notices.ts'
import { planReminders } from './plan-notices.ts'
import { findReader, type Address } from './readers.ts'
import { deskLetterOf } from './desk-letter.ts'
import { renderMail, renderSms, type NoticeInput, type RenderedMail } from './render.ts'
import { isDeskTemplate } from './wording-desk.ts'
import { notification } from './schema.ts'

type Row = typeof notification.$inferSelect
type Parts = Pick<Context, 'config' | 'db' | 'jobs' | 'log' | 'post'>

/** How long a notice that is being sent belongs to who sends it. Longer than any mail server is waited for. */
const leaseMinutes = 15
const maxAttempts = 10
/** Minutes until the next try: 1, 2, 4 … two hours. */
const pauseAfter = (attempts: number): number => Math.min(120, 2 ** (attempts - 1))

/**
 * Sends a notice, once. It is marked as being sent before, and as sent after: only who dies right between the mail server's answer and the
 * second mark leaves it to be sent again. What the outside refuses is written on the row, which is tried again by the sweeper.
 */
export async function sendNotice({ config, db, log, post }: Omit<Parts, 'jobs'>, id: string): Promise<void> {
  const row = await take(db, id)
  if (!row) return
  const letter = await letterOf(db, row, config.LINLI_SITE_URL)
  if (!letter) return await finish(db, id, { state: 'skipped' })
  try {
    const { address: { channel, to }, mail, sms } = letter
    if (channel === 'sms') await post.sendSms({ to, text: sms() })
    else await post.sendMail({ to, ...mail() })
  } catch (error) {
    const code = codeOf(error)
    log.warn({ notification: id, channel: row.channel, attempts: row.attempts, error: code }, 'notification: not sent')
    const isOver = isFinal(error) || row.attempts >= maxAttempts
    return await finish(db, id, { state: 'failed', error: code, retryMinutes: isOver ? null : pauseAfter(row.attempts) })
  }
  await finish(db, id, { state: 'sent' })
}

async function take(db: Db, id: string): Promise<Row | undefined> {
  const [row] = await db.update(notification).set({
    state: 'sending',
    attempts: sql`${notification.attempts} + 1`,
    nextAttemptAt: sql`linli_now() + make_interval(mins => ${leaseMinutes})`,
  }).where(and(eq(notification.id, id), lte(notification.nextAttemptAt, sql`linli_now()`))).returning()
  return row
}

interface Outcome {
  state: 'sent' | 'failed' | 'skipped'
  error?: string
  retryMinutes?: number | null
}

async function finish(db: Db, id: string, { state, error, retryMinutes = null }: Outcome): Promise<void> {
  await db.update(notification).set({
    state,
    error: error ?? null,
    nextAttemptAt: retryMinutes === null ? null : sql`linli_now() + make_interval(mins => ${retryMinutes})`,
    ...(state === 'sent' && { sentAt: sql`linli_now()` }),
  }).where(eq(notification.id, id))
}

export interface Prepared {
  address: Address
  mail: () => RenderedMail
  sms: () => string
}

/** What is sent where, as things stand now; undefined where there is nobody to tell, or nothing to say any more. */
async function letterOf(db: Db, row: Row, siteUrl: string): Promise<Prepared | undefined> {
  if (row.subjectId !== null) return await deskLetterOf(db, row, siteUrl)
  if (row.planId !== null) return await letterOfPlan(db, row, siteUrl)
  const booking = row.bookingId === null ? undefined : await findToldBooking(db, row.bookingId)
  const found = booking && await findReader(db, row.reader, booking)
  const address = found?.addresses.find(({ channel }) => channel === row.channel)
  if (!booking || !found || !address) return undefined
  // What names no leg is about them all.
  const legs = row.legIds.length === 0 ? booking.legs : booking.legs.filter(({ id }) => row.legIds.includes(id))
  if (row.cause.startsWith('reminder:') && !await isStillDue(db, row, legs)) return undefined
  if (row.template === 'visit_to_pay' && legs.every(({ state }) => state !== 'reserved')) return undefined
  const refund = row.refundId === null ? undefined : await findRefund(db, row.refundId)
  return prepared(address, row, {
    booking,
    legs,
    reader: found.reader,
    siteUrl,
    ...(refund && { money: { amount: refund.amount, currency: refund.currency } }),
  })
}

function prepared(address: Address, { template }: Row, about: Omit<NoticeInput, 'template'>): Prepared | undefined {
  if (isDeskTemplate(template)) return undefined
  const input = { ...about, template }
  return { address, mail: () => renderMail(input), sms: () => renderSms(input) }
}

async function letterOfPlan(db: Db, row: Row, siteUrl: string): Promise<Prepared | undefined> {
  const plan = row.planId === null ? undefined : await findToldPlan(db, row.planId)
  const found = plan && await findReader(db, row.reader, plan)
  const address = found?.addresses.find(({ channel }) => channel === row.channel)
  if (!plan || !found || !address) return undefined
  // What was decided, skipped or given up meanwhile would mislead.
  const stands = row.template === 'visit_conflict' ? 'conflict' : 'reserved'
  const visits = plan.visits.filter(({ id, state }) => row.visitIds.includes(id) && state === stands)
  if (visits.length === 0) return undefined
  return prepared(address, row, { booking: plan, legs: [], visits, reader: found.reader, siteUrl })
}

/** A reminder of what was moved, cancelled or has begun meanwhile would mislead. */
async function isStillDue(db: Db, { cause }: Row, legs: readonly ToldLeg[]): Promise<boolean> {
  const at = await now(db)
  return legs.every(leg => leg.state === 'confirmed' && leg.start > at && cause.endsWith(`:${leg.revision}`))
}

/** What kind of failure it was. Never the message: a mail server's names the address. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const parts = ['code', 'responseCode'].map((name): unknown => Reflect.get(error, name))
    .filter(part => typeof part === 'string' || typeof part === 'number')
  return parts.length > 0 ? parts.join(' ') : error.name
}

/** The server has said that it will never take it (RFC 5321 § 4.2.1). */
function isFinal(error: unknown): boolean {
  const status: unknown = error instanceof Error ? Reflect.get(error, 'responseCode') : undefined
  return typeof status === 'number' && status >= 500 && status < 600
}

/** Every minute: writes the reminders that are due and what waits for operators, and asks again for what was not sent. */
export async function sweepNotices(context: Parts): Promise<void> {
  await planReminders(context)
  await planOperatorNotices(context)
  const { db, jobs } = context
  const rows = await db.select({ id: notification.id }).from(notification)
    .where(and(lte(notification.nextAttemptAt, sql`linli_now()`), inArray(notification.state, ['pending', 'sending', 'failed'])))
    .orderBy(notification.nextAttemptAt).limit(500)
  if (rows.length === 0) return
  await withTransaction(db, async (tx) => {
    for (const { id } of rows) await jobs.send(tx, sendNoticeJob, { id }, { key: id })
  })
}
