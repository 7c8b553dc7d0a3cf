import pg from 'pg'
import { inject } from 'vitest'
import { z } from 'zod'
import { newId } from '../../../server/platform/ids.ts'

const messages = z.array(z.object({ text: z.string() }))

/** The newest one-time code that was sent to a number (E.164), as its owner would read it. Throws where there is none. */
export async function codeFor(phone: string): Promise<string> {
  const answer = await fetch(`${inject('site').url}/_sandbox/mailbox/messages.json?to=${encodeURIComponent(phone)}`)
  const [newest] = messages.parse(await answer.json())
  const code = /\d{6}/.exec(newest?.text ?? '')?.[0]
  if (!code) throw new Error(`no code was sent to ${phone}`)
  return code
}

/** Where the newest mail to somebody leads, below a path. Throws where there is none. */
export async function linkIn(mail: { to: string, below: string }): Promise<string> {
  const answer = await fetch(`${inject('site').url}/_sandbox/mailbox/messages.json?to=${encodeURIComponent(mail.to)}`)
  const [newest] = messages.parse(await answer.json())
  const link = new RegExp(`https?://[^/]+(\\S*/${mail.below}/[\\w-]+)`).exec(newest?.text ?? '')?.[1]
  if (!link) throw new Error(`no such link was sent to ${mail.to}`)
  return link
}

/** One call of the Stripe stand-in's controls; see `sandbox/stripe/README.md`. */
export async function stripeControl(call: string, body: unknown): Promise<void> {
  const answer = await fetch(`${inject('site').sandboxUrl}/_control/stripe/${call}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`the stand-in refused ${call}: ${await answer.text()}`)
}

async function query<Row extends pg.QueryResultRow>(sql: string, values: unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: inject('site').databaseUrl })
  await client.connect()
  try {
    return (await client.query<Row>(sql, values)).rows
  } finally {
    await client.end()
  }
}

/** How many claims a booking has on people's time. */
export async function claimsOf(bookingId: string): Promise<number> {
  const [row] = await query<{ claims: number }>(
    'select count(*)::int as claims from claim join booking_leg on booking_leg.id = claim.booking_leg_id where booking_id = $1', [bookingId])
  return row?.claims ?? 0
}

/** The provider of each leg, in the order of the legs. */
export async function providersOf(bookingId: string): Promise<{ providerId: string, zh: string, en: string }[]> {
  return await query(
    'select provider_id as "providerId", title_zh as zh, title_en as en from booking_leg where booking_id = $1 order by position', [bookingId])
}

/** The person who serves a leg gets a phone number to sign in with. */
export async function addWorker({ legId, phone }: { legId: string, phone: string }): Promise<void> {
  const id = newId()
  await query('insert into person (id, name, email, phone_number, phone_number_verified) values ($1, $2, $3, $4, true)', [id, 'Worker', `${id}@worker.test`, phone])
  await query(`insert into provider_member (provider_id, person_id, role) select provider_id, $2, 'worker' from booking_leg where id = $1`, [legId, id])
  await query(`update resource set person_id = $2 where kind = 'worker' and id in (select resource_id from booking_leg_resource where booking_leg_id = $1)`, [legId, id])
}

/** Brings a leg to where it began some minutes ago. All files share one clock, so the leg comes to it, and not the clock to the leg. */
export async function bringLeg({ legId, minutes }: { legId: string, minutes: number }): Promise<void> {
  await query(`update booking_leg set starts_at = linli_now() - make_interval(mins => $2), ends_at = linli_now() - make_interval(mins => $2) + (ends_at - starts_at)
    where id = $1`, [legId, minutes])
}

/** A person with a phone number who manages a provider: there is no page for becoming one yet. */
export async function addManager({ providerId, phone }: { providerId: string, phone: string }): Promise<void> {
  const id = newId()
  await query('insert into person (id, name, email, phone_number, phone_number_verified) values ($1, $2, $3, $4, true)', [id, 'Manager', `${id}@manager.test`, phone])
  await query('insert into provider_member (provider_id, person_id, role) values ($1, $2, $3)', [providerId, id, 'manager'])
}

/** The payment service's id of what was charged for a booking. */
export async function chargeOf(reference: string): Promise<string> {
  const [row] = await query<{ charge: string }>(
    'select p.gateway_charge_id as charge from payment p join booking b on b.id = p.booking_id where b.reference = $1', [reference])
  return row!.charge
}
