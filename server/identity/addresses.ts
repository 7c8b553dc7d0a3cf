import { and, asc, count, eq, isNull } from 'drizzle-orm'
import type { z } from 'zod'
import type { Address, addressBody } from '#shared/schemas/identity.ts'
import { linliNow } from '../platform/columns.ts'
import { violatedConstraint, withTransaction, type Db, type Queryable } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { fail } from './errors.ts'
import { lockHousehold, maxEntries } from './household.ts'
import { address } from './schema.ts'

type Body = z.output<typeof addressBody>

type Row = typeof address.$inferSelect

const toAddress = ({ id, label, districtId, street, lat, lng }: Row): Address => ({ id, label, districtId, street, lat, lng })

const ownedBy = (personId: string, id: string) => and(eq(address.id, id), eq(address.personId, personId), isNull(address.deletedAt))

/** The addresses of a person, in the order in which they were added. */
export async function listAddresses(db: Queryable, personId: string): Promise<Address[]> {
  const rows = await db.select().from(address)
    .where(and(eq(address.personId, personId), isNull(address.deletedAt)))
    .orderBy(asc(address.createdAt), asc(address.id))
  return rows.map(toAddress)
}

/** One of a person's own addresses. @throws {DomainError} `not_found`, for another's too. */
export async function getAddress(db: Queryable, { personId, id }: { personId: string, id: string }): Promise<Address> {
  const [row] = await db.select().from(address).where(ownedBy(personId, id))
  if (!row) throw fail('not_found')
  return toAddress(row)
}

/** A place is known by both its coordinates or by none; a district that does not exist cannot be chosen. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw violatedConstraint(error) === 'address_district_id_fkey' ? fail('choice_invalid', { field: 'districtId' }) : error
  }
}

const placeOf = ({ lat, lng }: Body) => (lat === null || lng === null ? { lat: null, lng: null } : { lat, lng })

/** @throws {DomainError} `household_full`, `choice_invalid` for a district that does not exist. */
export async function addAddress(db: Db, personId: string, body: Body): Promise<Address> {
  return await refusing(async () => await withTransaction(db, async (tx) => {
    await lockHousehold(tx, personId)
    const [kept] = await tx.select({ count: count() }).from(address).where(and(eq(address.personId, personId), isNull(address.deletedAt)))
    if ((kept?.count ?? 0) >= maxEntries) throw fail('household_full', { maximum: maxEntries })
    const [row] = await tx.insert(address).values({ ...body, ...placeOf(body), id: newId(), personId }).returning()
    return toAddress(row!)
  }))
}

/** @throws {DomainError} `not_found`, `choice_invalid`. */
export async function changeAddress(db: Db, { personId, id, body }: { personId: string, id: string, body: Body }): Promise<Address> {
  const [row] = await refusing(async () =>
    await db.update(address).set({ ...body, ...placeOf(body), updatedAt: linliNow }).where(ownedBy(personId, id)).returning())
  if (!row) throw fail('not_found')
  return toAddress(row)
}

/** Takes an address out of the household; bookings at it keep what they need. @throws {DomainError} `not_found`. */
export async function removeAddress(db: Queryable, { personId, id }: { personId: string, id: string }): Promise<void> {
  const removed = await db.update(address)
    .set({ deletedAt: linliNow, updatedAt: linliNow })
    .where(ownedBy(personId, id)).returning({ id: address.id })
  if (removed.length === 0) throw fail('not_found')
}
