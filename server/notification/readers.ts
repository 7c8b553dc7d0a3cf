import { sql } from 'drizzle-orm'
import type { ToldBooking, ToldLeg } from '../booking/index.ts'
import { findContacts, listManagers, listOperators, type Contact } from '../identity/index.ts'
import type { Queryable } from '../platform/database.ts'
import type { Audience, Way } from './rules.ts'
import type { Reader } from './render.ts'

/** Named on the booking itself, not by an account. */
export const guests = ['payer', 'contact'] as const
export type Guest = (typeof guests)[number]

const isGuest = (reader: string): reader is Guest => guests.some(guest => guest === reader)

/** Whom an audience means: ids of people, or a guest's name. */
export async function readersOf(
  db: Queryable, { to, booking, leg }: { to: Audience, booking: ToldBooking, leg: ToldLeg | undefined },
): Promise<string[]> {
  const workers = leg?.resources.flatMap(({ personId }) => personId ?? []) ?? []
  if (to === 'booker') return booking.bookerId === null ? [] : [booking.bookerId]
  if (to === 'payer' || to === 'contact') return [to]
  if (to === 'operators') return await listOperators(db)
  if (to === 'workers') return workers
  if (!leg) return []
  if (to === 'managers') return await listManagers(db, leg.providerId)
  return (await toldWorkers(db, leg.id)).filter(id => !workers.includes(id))
}

/** Who was told that this visit is theirs. */
async function toldWorkers(db: Queryable, legId: string): Promise<string[]> {
  const { rows } = await db.execute<{ reader: string }>(sql`
    select distinct reader from notification where ${legId}::uuid = any(leg_ids) and template in ('worker_assigned', 'worker_moved') order by reader`)
  return rows.map(({ reader }) => reader)
}

export interface Address {
  channel: 'mail' | 'sms'
  to: string
}

export interface Reached {
  reader: Reader
  addresses: Address[]
}

/** Who a reader is, and every address that they have; undefined where there is nobody (any more). */
export async function findReader(db: Queryable, reader: string, booking: ToldBooking): Promise<Reached | undefined> {
  if (!isGuest(reader)) return reached((await findContacts(db, [reader]))[0])
  const booker = booking.bookerId === null ? undefined : (await findContacts(db, [booking.bookerId]))[0]
  const { payer, contact, locale } = booking
  if (reader === 'payer') {
    // The booker pays, most of the time, and is told already.
    if (payer.email === '' || payer.email.toLowerCase() === booker?.email) return undefined
    return { reader: { name: payer.name, locale, isGuest: true }, addresses: [{ channel: 'mail', to: payer.email }] }
  }
  if (contact.phone === '' || contact.phone === booker?.phone) return undefined
  return { reader: { name: contact.name, locale, isGuest: true }, addresses: [{ channel: 'sms', to: contact.phone }] }
}

export function reached(contact: Contact | undefined): Reached | undefined {
  if (!contact) return undefined
  const { name, locale, email, phone } = contact
  return {
    reader: { name, locale, isGuest: false },
    addresses: [...(email ? [{ channel: 'mail' as const, to: email }] : []), ...(phone ? [{ channel: 'sms' as const, to: phone }] : [])],
  }
}

/** Of the addresses of a reader those that a notice takes: the wanted one, or what there is. */
export function addressesFor(way: Way, addresses: readonly Address[]): Address[] {
  if (way === 'both') return [...addresses]
  const wanted = addresses.filter(({ channel }) => channel === way)
  return wanted.length > 0 ? wanted : [...addresses]
}
