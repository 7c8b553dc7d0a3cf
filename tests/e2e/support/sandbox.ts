import pg from 'pg'
import { expect, inject } from 'vitest'
import { z } from 'zod'
import { newId } from '../../../server/platform/ids.ts'

const messages = z.array(z.object({ text: z.string() }))

/** What a pattern finds in the newest message to somebody, as soon as there is one: letters are sent by jobs. */
async function readIn(to: string, pattern: RegExp): Promise<RegExpExecArray> {
  let found: RegExpExecArray | null = null
  await expect.poll(async () => {
    const answer = await fetch(`${inject('site').url}/_sandbox/mailbox/messages.json?to=${encodeURIComponent(to)}`)
    const [newest] = messages.parse(await answer.json())
    found = pattern.exec(newest?.text ?? '')
    return found
  }, { message: `something like ${pattern.source} is sent to ${to}` }).not.toBeNull()
  return found!
}

/** The newest one-time code that was sent to a number (E.164), as its owner would read it. */
export const codeFor = async (phone: string): Promise<string> => (await readIn(phone, /\d{6}/))[0]

/** Where the newest mail to somebody leads, below a path. */
export const linkIn = async ({ to, below }: { to: string, below: string }): Promise<string> =>
  (await readIn(to, new RegExp(`https?://[^/]+(\\S*/${below}/[\\w-]+)`)))[1]!

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

/** The person who serves a leg gets a phone number to sign in with. Who signs in already stays who they are: other files know them. */
export async function addWorker({ legId, phone }: { legId: string, phone: string }): Promise<void> {
  const known = await query(`
    update person set phone_number = $2, phone_number_verified = true
     where id in (select r.person_id from resource r join booking_leg_resource b on b.resource_id = r.id where b.booking_leg_id = $1 and r.kind = 'worker')
    returning id`, [legId, phone])
  if (known.length > 0) return
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
