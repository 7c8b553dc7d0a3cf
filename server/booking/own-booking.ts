import { and, eq } from 'drizzle-orm'
import type { LocalText } from '#shared/locale.ts'
import { providerNames } from '../catalog/index.ts'
import type { Queryable } from '../platform/database.ts'
import type { LockedBooking } from './change-legs.ts'
import { booking, bookingLeg } from './schema.ts'

export interface OwnBooking extends LockedBooking {
  /** Names of the legs' providers, by id. */
  providers: Map<string, LocalText>
}

/** One's booking with its legs in order, to read; undefined for one of somebody else. */
export async function findOwnBooking(db: Queryable, { personId, id }: { personId: string, id: string }): Promise<OwnBooking | undefined> {
  const [row] = await db.select().from(booking).where(and(eq(booking.id, id), eq(booking.bookerId, personId)))
  if (!row) return undefined
  const legs = await db.select().from(bookingLeg).where(eq(bookingLeg.bookingId, id)).orderBy(bookingLeg.position)
  return { booking: row, legs, providers: await providerNames(db, legs.map(({ providerId }) => providerId)) }
}
