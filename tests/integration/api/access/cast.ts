import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import sharp from 'sharp'
import { currentConsent } from '../../../../shared/consent.ts'
import { makePlan, previewPlan } from '../../../../server/booking/index.ts'
import { applyPaymentEvent } from '../../../../server/checkout/index.ts'
import { findPaymentOfBooking } from '../../../../server/payment/index.ts'
import { newId } from '../../../../server/platform/ids.ts'
import { sha256 } from '../../../../server/platform/secrets.ts'
import { keepFile } from '../../../../server/platform/files/index.ts'
import { ensureIndex } from '../../../../server/search/index.ts'
import { doorToday } from '../../../support/door.ts'
import type { Client } from '../../../support/http.ts'
import { startLife } from '../../../support/life.ts'
import { day } from '../../../support/booking.ts'
import { vouchersOf } from '../../../support/vouchers.ts'
import { buildBundle } from '../../../support/world.ts'

/** Everybody who may ask for something. */
export const roles = [
  'nobody', 'resident', 'other resident', 'worker', 'manager', 'owner', 'manager of another provider', 'operator',
] as const
export type Role = (typeof roles)[number]

export interface Actor extends Client {
  /** Null: nobody. */
  personId: string | null
  email: string
}

export type Cast = Record<Role, Actor>

/** A request's own values: whose thing it is about. The rest of it is made from the schema. */
export interface Target {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
}

export interface Access {
  /** Who gets an answer. Everybody else is told that there is no such thing (404); without a session 401. */
  for: 'anyone' | 'signed in' | readonly Role[]
  /** What is asked for: of the resident, of the worker, of the first provider. Needed where the path has parameters. */
  at?: (stage: Stage, cast: Cast) => Target | Promise<Target>
  /** It begins or ends a session, or an account: asked by people of whom nothing else is needed. */
  spends?: boolean
}

export type Stage = Awaited<ReturnType<typeof setStage>>

let people = 0

/** A city with two providers, a paid booking and a care plan with the first, and everybody who has to do with them. */
export async function setStage() {
  const life = await startLife({ pool: 8 })
  const { app, db, server } = life
  await ensureIndex(app)
  const world = await buildBundle(db, [{ skill: 'care', instant: false }])
  const elsewhere = await buildBundle(db, [{ skill: 'other' }])
  const providerId = world.legs[0]!.providerId
  const otherProviderId = elsewhere.legs[0]!.providerId

  const signUp = async (name: string): Promise<Actor> => {
    const client = server.client()
    const account = { name, email: `person-${people++}@example.com`, password: 'a long password', consent: currentConsent }
    const { body } = await client.post('/api/session/sign-up', account)
    await db.execute(sql`delete from rate_limit`)
    return { ...client, email: account.email, personId: (body as { person: { id: string } }).person.id }
  }
  const member = async (of: string, role: 'owner' | 'manager' | 'worker'): Promise<Actor> => {
    const actor = await signUp(role)
    await db.execute(sql`insert into provider_member (provider_id, person_id, role) values (${of}, ${actor.personId}, ${role})`)
    return actor
  }
  const newCast = async (): Promise<Cast> => {
    const operator = await signUp('operator')
    await db.execute(sql`update person set operator = true where id = ${operator.personId}`)
    return {
      'nobody': { ...server.client(), personId: null, email: '' },
      'resident': await signUp('resident'),
      'other resident': await signUp('other'),
      'worker': await member(providerId, 'worker'),
      'manager': await member(providerId, 'manager'),
      'owner': await member(providerId, 'owner'),
      'manager of another provider': await member(otherProviderId, 'manager'),
      operator,
    }
  }

  const cast = await newCast()
  const workerId = world.legs[0]!.workerIds[0]!
  const residentId = cast.resident.personId
  await db.execute(sql`update resource set person_id = ${cast.worker.personId} where id = ${workerId}`)
  const { id: bookingId, leg: legId } = await life.booked(world)
  await db.execute(sql`update booking set booker_id = ${residentId} where id = ${bookingId}`)

  const idOf = ({ body }: { body: unknown }) => (body as { id: string }).id
  const newRecipient = async () => idOf(await cast.resident.post('/api/household/recipients', { name: '陈国强', relation: 'parent' }))
  const newAddress = async () => idOf(await cast.resident.post('/api/household/addresses', { districtId: 'near', street: '1 Lane' }))
  const household = { recipientId: await newRecipient(), addressId: await newAddress() }

  const parties = {
    locale: 'en' as const, contact: { name: 'Chen Jing', phone: '+8613800000000' }, payer: { name: 'Chen Jing', email: 'chen@example.test' },
  }
  /** One visit a week from a week on, at 11:00 in UTC, holidays or not. */
  const wishFrom = (from: number) => ({
    slug: world.slug, districtId: world.districtId, persons: 1, legs: [], sameWorker: true,
    decisions: [from, from + 7].map(offset => ({ day: day(offset), decision: { kind: 'keep' as const } })),
    starts: [{ legId: world.legs[0]!.id, start: `${day(from)}T11:00:00.000Z` }],
    pattern: { every: 1, weekdays: [new Date(day(from)).getUTCDay() || 7], end: { visits: 2 } },
  })
  const wish = wishFrom(8)
  const { amount } = await previewPlan(app, wish)
  const planId = await makePlan(app, { personId: residentId!, body: { ...wish, ...household, ...parties, amount } })
  const { rows: visits } = await db.execute<{ id: string }>(sql`select id from plan_visit where plan_id = ${planId} order by day`)
  const openVisitId = visits[1]!.id
  await db.execute(sql`update plan_visit set state = 'conflict', booking_id = null where id = ${openVisitId}`)

  /** The second provider serves a leg of the first one's bundle. */
  const agreementId = newId()
  await db.execute(sql`insert into agreement (id, bundle_id, offering_id, provider_id, status)
    values (${agreementId}, ${world.bundleId}, ${elsewhere.legs[0]!.offeringId}, ${otherProviderId}, 'accepted')`)

  /** A photo of the first provider's, kept. */
  const newFile = async () => await keepFile(app, {
    bytes: await sharp({ create: { width: 8, height: 8, channels: 3, background: '#808080' } }).png().toBuffer(),
    use: 'photo', ownerId: providerId, personId: cast.manager.personId!,
  })
  /** A class session of the first provider's. */
  const newSession = async (): Promise<string> => {
    const id = newId()
    await db.execute(sql`insert into class_session (id, offering_id, starts_at, ends_at, capacity)
      values (${id}, ${world.legs[0]!.offeringId}, ${`${day(20)}T06:00:00Z`}, ${`${day(20)}T07:00:00Z`}, 4)`)
    return id
  }
  /** A worker's own calendar, connected. */
  const busyCalendar = async (resourceId: string) => void await db.execute(sql`
    insert into busy_calendar (resource_id, url_sealed, host) values (${resourceId}, '\\x00', 'calendar.example.com') on conflict do nothing`)

  const { campaign: newCampaign } = vouchersOf(life)
  const newFapiao = async (id: string) => void await db.execute(sql`
    insert into fapiao_request (booking_id, kind, title, email) values (${id}, 'personal', '陈静', 'chen@example.test') on conflict do nothing`)
  /** A provider that is nobody's. */
  const newProvider = async (): Promise<string> => {
    const id = newId()
    await db.execute(sql`insert into provider (id, slug, name_zh, name_en, zone, status, commission_bps) values (${id}, ${`p-${id}`}, '甲', 'A', 'UTC', 'verified', 1000)`)
    return id
  }
  /** A paper of the first provider's that nobody has looked at. */
  const newPaper = async (): Promise<string> => {
    const id = newId()
    await db.execute(sql`insert into provider_paper (id, provider_id, kind, number, holder, file_id)
      values (${id}, ${providerId}, 'other', '1', '甲', ${(await newFile()).id})`)
    return id
  }
  /** A worker of the first provider's, more than it needs. */
  const newMember = async (): Promise<string> => (await member(providerId, 'worker')).personId!
  const newInvitation = async (): Promise<{ id: string, token: string }> => {
    const [id, token] = [newId(), randomBytes(32).toString('base64url')]
    await db.execute(sql`insert into invitation (id, provider_id, email, role, token_hash, invited_by, expires_at)
      values (${id}, ${providerId}, ${`${id}@example.com`}, 'worker', ${sha256(token)}, ${cast.owner.personId}, linli_now() + interval '1 day')`)
    return { id, token }
  }
  const inserted = async (statement: ReturnType<typeof sql>) => String((await db.execute<{ id: string }>(statement)).rows[0]!.id)
  /** Something in the books that nobody has explained. */
  const newMismatch = async () => await inserted(sql`
    insert into mismatch (id, kind, subject) values (gen_random_uuid(), 'movement_unknown', gen_random_uuid()::text) returning id`)
  /** A refund of the booking that the payment service could not make. */
  const newManualRefund = async () => await inserted(sql`
    insert into manual_refund (id, booking_id, booking_leg_id, payment_id, amount, currency, cause, reason)
    select gen_random_uuid(), booking_id, ${legId}, id, 1, currency, 'not_refundable', 'by_hand' from payment where booking_id = ${bookingId} returning id`)
  /** A refund that somebody made at the payment service, and the leg that it was of. */
  const newForeignRefund = async () => {
    const { id, leg } = await life.booked(await buildBundle(db, [{ skill: 'foreign' }]))
    const { id: paymentId, gatewaySessionId: sessionId } = (await findPaymentOfBooking(db, id))!
    const refundId = life.memory.refundElsewhere(sessionId!, 100)!
    await applyPaymentEvent(app, { eventId: null, paymentId, sessionId, gatewayPaymentId: null })
    return { refundId, legId: leg }
  }
  const referenceOf = async (id: string) => await inserted(sql`select reference as id from booking where id = ${id}`)

  /** What a worker's code at the door holds, on a visit of today. */
  const doorToken = await doorToday(app, (await life.booked(world, { offset: 5 })).leg)

  return {
    newMismatch, newManualRefund, newForeignRefund, referenceOf, newCampaign, newFapiao,
    ...life, cast, newCast, newRecipient, newAddress, signUp,
    world, elsewhere, providerId, otherProviderId, agreementId, workerId, bookingId, legId, planId, visitId: visits[0]!.id,
    openVisitId,
    planWish: wishFrom(9), parties, busyCalendar, newFile, newSession,
    doorToken, newProvider, newPaper, newMember, newInvitation,
  }
}
