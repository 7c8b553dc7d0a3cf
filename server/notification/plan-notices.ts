import type { z } from 'zod'
import { findToldBooking, listToldEvents, listUpcomingLegs, type bookingChangedJob, type ToldBooking } from '../booking/index.ts'
import { findRefund, type refundChangedJob } from '../payment/index.ts'
import { inArray } from 'drizzle-orm'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { findContacts, listManagers } from '../identity/index.ts'
import { sendNoticeJob } from './jobs.ts'
import { addressesFor, findReader, reached, readersOf } from './readers.ts'
import { refundNotices, reminders, ruleFor, type Notice } from './rules.ts'
import { notification } from './schema.ts'
import type { DeskTemplate } from './wording-desk.ts'
import type { Template } from './wording.ts'

/** Something that happened, and what is to be said of it. */
interface Occasion {
  /** Part of the unique key: the same cause is said once to each reader by each channel. */
  cause: string
  legId: string | null
  refundId?: string
  tell: readonly Notice[]
}

interface Draft {
  cause: string
  reader: string
  channel: 'mail' | 'sms'
  template: Template
  legIds: string[]
  refundId: string | null
}

type Parts = Pick<Context, 'db' | 'jobs' | 'log'>

/** What happened to a booking is written down as notices, each with its job. Doing it again writes nothing new. */
export async function planNotices(
  { db, jobs, log }: Parts, { bookingId, eventIds }: z.output<typeof bookingChangedJob.data>,
): Promise<void> {
  await withTransaction(db, async (tx) => {
    const booking = await findToldBooking(tx, bookingId)
    if (!booking) return
    const occasions = (await listToldEvents(tx, { bookingId, ids: eventIds })).flatMap((event): Occasion[] => {
      const rule = ruleFor(event)
      if (!rule) log.warn({ event: event.event, from: event.from, to: event.to }, 'notification: no rule for this event')
      return rule && 'tell' in rule ? [{ cause: `event:${event.id}`, legId: event.legId, tell: rule.tell }] : []
    })
    await writeNotices(tx, jobs, booking, occasions)
  })
}

/** What became of a refund. */
export async function planRefundNotices(
  { db, jobs }: Pick<Parts, 'db' | 'jobs'>, { refundId, bookingId, state }: z.output<typeof refundChangedJob.data>,
): Promise<void> {
  await withTransaction(db, async (tx) => {
    const [booking, refund] = [await findToldBooking(tx, bookingId), await findRefund(tx, refundId)]
    if (!booking || !refund) return
    const tell = refundNotices(state, refund.reason)
    await writeNotices(tx, jobs, booking, [{ cause: `refund:${refundId}:${state}`, legId: refund.bookingLegId, refundId, tell }])
  })
}

/** Reminders whose time has come. A leg that moved is reminded of anew; one that was booked after the time of a reminder needs none. */
export async function planReminders({ db, jobs }: Parts): Promise<void> {
  const [at, legs] = [(await now(db)).getTime(), await listUpcomingLegs(db, Math.max(...reminders.map(({ hours }) => hours)))]
  const due = legs.flatMap(leg => reminders.flatMap(({ hours, untilHours, tell }) => {
    const [from, until] = [leg.start.getTime() - hours * 3_600_000, leg.start.getTime() - untilHours * 3_600_000]
    if (at < from || at >= until || leg.confirmedAt.getTime() > from) return []
    return [{ cause: `reminder:${hours}:${leg.id}:${leg.revision}`, legId: leg.id, bookingId: leg.bookingId, tell }]
  }))
  if (due.length === 0) return
  const known = await db.selectDistinct({ cause: notification.cause }).from(notification)
    .where(inArray(notification.cause, due.map(({ cause }) => cause)))
  const done = new Set(known.map(({ cause }) => cause))
  for (const { bookingId, ...occasion } of due) {
    if (done.has(occasion.cause)) continue
    await withTransaction(db, async (tx) => {
      const booking = await findToldBooking(tx, bookingId)
      if (booking) await writeNotices(tx, jobs, booking, [occasion])
    })
  }
}

async function writeNotices(tx: Tx, jobs: Context['jobs'], booking: ToldBooking, occasions: readonly Occasion[]): Promise<void> {
  const drafts = await draftsOf(tx, booking, occasions)
  if (drafts.length === 0) return
  const written = await tx.insert(notification)
    .values(drafts.map(draft => ({ id: newId(), bookingId: booking.id, ...draft })))
    .onConflictDoNothing({ target: [notification.cause, notification.reader, notification.channel] })
    .returning({ id: notification.id })
  for (const { id } of written) await jobs.send(tx, sendNoticeJob, { id }, { key: id })
}

/** Who runs one of these providers, each once. */
export const managersOf = async (tx: Tx, providerIds: readonly string[]): Promise<string[]> =>
  [...new Set((await Promise.all(providerIds.map(async id => await listManagers(tx, id)))).flat())]

/** Those who work at a desk are told of something that is no booking. Doing it again writes nothing new. */
export async function writeDeskNotices(tx: Tx, jobs: Context['jobs'], { cause, readers, template, subject, legIds = [] }: {
  cause: string
  readers: readonly string[]
  template: DeskTemplate
  subject: { kind: NonNullable<(typeof notification.$inferSelect)['subjectKind']>, id: string }
  legIds?: string[]
}): Promise<void> {
  for (const reader of readers) {
    const { addresses } = reached((await findContacts(tx, [reader]))[0]) ?? { addresses: [] }
    for (const { channel } of addressesFor('mail', addresses)) {
      const [written] = await tx.insert(notification)
        .values({ id: newId(), cause, reader, channel, template, subjectKind: subject.kind, subjectId: subject.id, legIds })
        .onConflictDoNothing({ target: [notification.cause, notification.reader, notification.channel] }).returning({ id: notification.id })
      if (written) await jobs.send(tx, sendNoticeJob, { id: written.id }, { key: written.id })
    }
  }
}

/** One message for all that happened at once: of legs that changed together a reader hears together, under the first one's cause. */
async function draftsOf(tx: Tx, booking: ToldBooking, occasions: readonly Occasion[]): Promise<Draft[]> {
  const drafts = new Map<string, Draft>()
  for (const { cause, legId, refundId = null, tell } of occasions) {
    const leg = booking.legs.find(({ id }) => id === legId)
    for (const { to, by, template } of tell) {
      for (const reader of await readersOf(tx, { to, booking, leg })) {
        const found = await findReader(tx, reader, booking)
        for (const { channel } of found ? addressesFor(by, found.addresses) : []) {
          const key = `${template} ${reader} ${channel}`
          const draft = drafts.get(key) ?? { cause, reader, channel, template, legIds: [], refundId }
          if (leg && !draft.legIds.includes(leg.id)) draft.legIds.push(leg.id)
          drafts.set(key, draft)
        }
      }
    }
  }
  return [...drafts.values()]
}
