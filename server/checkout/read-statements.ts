import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { bookingStatement, dayStatement, ProviderStatement } from '#shared/schemas/money.ts'
import type { LocalText } from '#shared/locale.ts'
import { dayAfter, daysBetween, wallTimeOf } from '#shared/wall-time.ts'
import { describeBookings, describeLegs } from '../booking/index.ts'
import { assertOperator, cityZone, openDesk } from '../identity/index.ts'
import { listLedgerOfBooking, readDayLedger, readProviderLedger, type LedgerLine, type Period, type PaymentContext } from '../payment/index.ts'
import { now } from '../platform/clock.ts'
import type { Queryable } from '../platform/database.ts'
import { fail } from './errors.ts'

type Db = Pick<PaymentContext, 'db'>
interface Wanted {
  from?: string | undefined
  to?: string | undefined
}

/** A statement is read by people, line by line. */
const mostDays = 366

/**
 * The last 30 days where nothing else was asked for; days are those of the provider's calendar.
 * @throws {DomainError} `not_found` for a provider that does not exist; `choice_invalid` where the days are turned round or too many
 */
async function periodOf(db: Queryable, providerId: string, { from: asked, to: last }: Wanted): Promise<Period> {
  const { rows: [found] } = await db.execute<{ zone: string }>(sql`select zone from provider where id = ${providerId}`)
  if (!found) throw fail('not_found')
  const to = last ?? wallTimeOf(await now(db), found.zone).day
  const from = asked ?? dayAfter(to, -29)
  if (to < from || daysBetween(from, to) >= mostDays) throw fail('choice_invalid', { field: 'to' })
  return { zone: found.zone, from, to }
}

async function statementOf(db: Queryable, providerId: string, period: Period): Promise<ProviderStatement> {
  const { opening, lines } = await readProviderLedger(db, { providerId, ...period })
  const legs = await describeLegs(db, lines.flatMap(({ bookingLegId }) => bookingLegId ?? []))
  const balances = new Map(opening.map(({ currency, owed, debt }) => [currency, { owed, debt }]))
  const shown = lines.map(({ at, bookingLegId, bookingId: _, ...line }) => {
    const before = balances.get(line.currency) ?? { owed: 0, debt: 0 }
    const after = { owed: before.owed + line.owed, debt: before.debt + line.debt }
    balances.set(line.currency, after)
    const leg = bookingLegId === null ? undefined : legs.get(bookingLegId)
    return { at: at.toISOString(), bookingReference: leg?.reference ?? null, title: leg?.title ?? null, ...line, balance: after.owed }
  })
  return {
    providerId, ...period, lines: shown,
    balances: [...balances].map(([currency, { owed, debt }]) => {
      const first = opening.find(row => row.currency === currency)
      return { currency, opening: first?.owed ?? 0, closing: owed, openingDebt: first?.debt ?? 0, closingDebt: debt }
    }),
  }
}

/**
 * What moved between the platform and a provider, for who runs it.
 * @throws {DomainError} `not_found`, `choice_invalid`
 */
export async function readProviderStatement(
  { db }: Db, { personId, providerId: wanted, ...period }: Wanted & { personId: string, providerId?: string | undefined },
): Promise<ProviderStatement> {
  const { providerId } = await openDesk(db, { personId, providerId: wanted })
  return await statementOf(db, providerId, await periodOf(db, providerId, period))
}

/** The same for an operator. @throws {DomainError} `not_found`, `choice_invalid` */
export async function readStatementOfProvider(
  { db }: Db, { who, providerId, ...period }: Wanted & { who: { operator: boolean }, providerId: string },
): Promise<ProviderStatement> {
  assertOperator(who)
  return await statementOf(db, providerId, await periodOf(db, providerId, period))
}

async function namesOf(db: Queryable, ids: readonly string[]): Promise<Map<string, LocalText>> {
  if (ids.length === 0) return new Map()
  const { rows } = await db.execute<{ id: string, zh: string, en: string }>(
    sql`select id, name_zh as zh, name_en as en from provider where id = any(${sql.param([...new Set(ids)])}::uuid[])`)
  return new Map(rows.map(({ id, zh, en }) => [id, { zh, en }]))
}

/** All that moved for a booking, cause by cause. @throws {DomainError} `not_found` */
export async function readStatementOfBooking(
  { db }: Db, { who, bookingId }: { who: { operator: boolean }, bookingId: string },
): Promise<z.input<typeof bookingStatement>> {
  assertOperator(who)
  const booking = (await describeBookings(db, [bookingId])).get(bookingId)
  if (!booking) throw fail('not_found')
  const entries = await listLedgerOfBooking(db, bookingId)
  const names = await namesOf(db, entries.flatMap(({ partyId }) => partyId ?? []))
  const legs = await describeLegs(db, entries.flatMap(({ bookingLegId }) => bookingLegId ?? []))
  const nameOf = (partyId: string | null) => (partyId === null ? null : names.get(partyId) ?? null)
  const totals = new Map<string, LedgerLine>()
  for (const entry of entries) {
    const key = `${entry.account} ${entry.partyId} ${entry.currency}`
    totals.set(key, { ...entry, amount: (totals.get(key)?.amount ?? 0) + entry.amount })
  }
  const show = ({ account, partyId, amount, currency }: LedgerLine) => ({ account, party: nameOf(partyId), amount, currency })
  return {
    bookingId, bookingReference: booking.reference,
    lines: [...Map.groupBy(entries, ({ transactionId }) => transactionId).values()].map((of) => {
      const { at, cause, causeId, bookingLegId } = of[0]!
      const title = bookingLegId === null ? null : legs.get(bookingLegId)?.title ?? null
      return { at: at.toISOString(), cause, causeId, title, entries: of.map(show) }
    }),
    balances: [...totals.values()].filter(({ amount }) => amount !== 0).map(show),
  }
}

/** What moved on a day of the city's calendar, account by account. @throws {DomainError} `not_found` */
export async function readStatementOfDay(
  { db }: Db, { who, day }: { who: { operator: boolean }, day: string },
): Promise<z.input<typeof dayStatement>> {
  assertOperator(who)
  const zone = await cityZone(db) ?? 'UTC'
  return { day, zone, ...await readDayLedger(db, { day, zone }) }
}
