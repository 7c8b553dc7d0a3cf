import { sql } from 'drizzle-orm'
import type { App } from '../../server/app.ts'
import { confirmPaid, lockBooking, placeHold } from '../../server/booking/index.ts'
import { withTransaction } from '../../server/platform/database.ts'
import { newId } from '../../server/platform/ids.ts'
import { holdBodyOf, quoteAt } from './booking.ts'
import type { Household, World } from './world.ts'

/** A booking that was paid, without a payment service. */
export async function paidBooking(app: App, { world, resident, at = '09:00', offset = 3 }: { world: World, resident: Household, at?: string, offset?: number }) {
  const quote = await quoteAt(app, { world, at, offset })
  const id = await placeHold(app, { personId: resident.personId, body: holdBodyOf(quote.id, resident) })
  await withTransaction(app.db, async tx => await confirmPaid(app, tx, (await lockBooking(tx, id))!))
  return id
}

export interface StaffMember {
  providerId: string
  role: 'owner' | 'manager' | 'worker'
  /** The worker that the person is. */
  resourceId?: string
  locale?: 'zh-CN' | 'en'
  /** None: signed up by phone. */
  email?: string | null
  phone?: string | null
}

/** A person who works for a provider. */
export async function addStaff({ db }: App, { providerId, role, resourceId, locale = 'zh-CN', email, phone = null }: StaffMember): Promise<string> {
  const id = newId()
  const address = email === null ? `phone-${id}@linli.invalid` : email ?? `${id}@example.test`
  await db.execute(sql`insert into person (id, name, email, phone_number, phone_number_verified, locale)
    values (${id}, ${`${role} of staff`}, ${address}, ${phone}, ${phone !== null}, ${locale})`)
  await db.execute(sql`insert into provider_member (provider_id, person_id, role) values (${providerId}, ${id}, ${role})`)
  if (resourceId) await db.execute(sql`update resource set person_id = ${id} where id = ${resourceId}`)
  return id
}
