import { sql } from 'drizzle-orm'
import type { LedgerCause } from '#shared/ledger.ts'
import type { Queryable } from '../platform/database.ts'

// Statements. All of them are made from the ledger alone.

export interface Period {
  /** The day in `zone` on which it begins, and the one on which it ends, both included: `YYYY-MM-DD`. */
  from: string
  to: string
  /** IANA. */
  zone: string
}

const within = ({ from, to, zone }: Period) =>
  sql`t.at >= (${from}::date::timestamp at time zone ${zone}) and t.at < ((${to}::date + 1)::timestamp at time zone ${zone})`
const before = ({ from, zone }: Period) => sql`t.at < (${from}::date::timestamp at time zone ${zone})`

export interface ProviderLine {
  at: Date
  cause: LedgerCause
  bookingId: string | null
  bookingLegId: string | null
  currency: string
  /** Of an earning: what was kept of the share, and the commission on it; below zero where it fell. */
  gross: number
  commission: number
  /** How what is owed to the provider, and what it owes, changed. */
  owed: number
  debt: number
}

export interface ProviderBalance {
  currency: string
  owed: number
  debt: number
}

/** What moved between the platform and a provider in a period, oldest first, and how they stood before it. */
export async function readProviderLedger(
  db: Queryable, { providerId, ...period }: Period & { providerId: string },
): Promise<{ opening: ProviderBalance[], lines: ProviderLine[] }> {
  const { rows: opening } = await db.execute<{ currency: string, owed: string, debt: string }>(sql`
    select e.currency, -coalesce(sum(e.amount) filter (where e.account = 'provider'), 0) as owed,
      coalesce(sum(e.amount) filter (where e.account = 'debt'), 0) as debt
      from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
     where e.account in ('provider', 'debt') and e.party_id = ${providerId} and ${before(period)} group by e.currency order by 1`)
  const { rows } = await db.execute<{
    at: string
    cause: LedgerCause
    booking_id: string | null
    booking_leg_id: string | null
    currency: string
    gross: string
    commission: string
    owed: string
    debt: string
  }>(sql`
    with own as (
      select t.id, e.currency, min(e.id) as nth, t.at, t.cause, t.booking_id, t.booking_leg_id,
        -coalesce(sum(e.amount) filter (where e.account = 'provider'), 0) as owed, coalesce(sum(e.amount) filter (where e.account = 'debt'), 0) as debt
        from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
       where e.account in ('provider', 'debt') and e.party_id = ${providerId} and ${within(period)}
       group by t.id, e.currency)
    select own.at::text, own.cause, own.booking_id, own.booking_leg_id, own.currency, own.owed, own.debt,
      coalesce(sum(x.amount) filter (where x.account = 'resident'), 0) as gross, -coalesce(sum(x.amount) filter (where x.account = 'commission'), 0) as commission
      from own left join ledger_entry x on own.cause = 'earning' and x.transaction_id = own.id and x.currency = own.currency
     group by own.id, own.at, own.cause, own.booking_id, own.booking_leg_id, own.currency, own.owed, own.debt, own.nth order by own.nth`)
  return {
    opening: opening.map(({ currency, owed, debt }) => ({ currency, owed: Number(owed), debt: Number(debt) })),
    lines: rows.map(row => ({
      at: new Date(row.at), cause: row.cause, bookingId: row.booking_id, bookingLegId: row.booking_leg_id, currency: row.currency,
      gross: Number(row.gross), commission: Number(row.commission), owed: Number(row.owed), debt: Number(row.debt),
    })),
  }
}

export interface DayAccount {
  account: string
  currency: string
  opening: number
  came: number
  went: number
  closing: number
}

/** What every account held before a day, what came to it and what left it, and what happened how often. */
export async function readDayLedger(
  db: Queryable, { day, zone }: { day: string, zone: string },
): Promise<{ accounts: DayAccount[], causes: { cause: LedgerCause, count: number }[] }> {
  const period = { from: day, to: day, zone }
  const { rows } = await db.execute<{ account: string, currency: string, opening: string, came: string, went: string }>(sql`
    select e.account, e.currency, coalesce(sum(e.amount) filter (where ${before(period)}), 0) as opening,
      coalesce(sum(e.amount) filter (where e.amount > 0 and ${within(period)}), 0) as came,
      coalesce(-sum(e.amount) filter (where e.amount < 0 and ${within(period)}), 0) as went
      from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
     where t.at < ((${day}::date + 1)::timestamp at time zone ${zone}) group by e.account, e.currency order by 1, 2`)
  const { rows: causes } = await db.execute<{ cause: LedgerCause, count: number }>(sql`
    select t.cause, count(*)::int as count from ledger_transaction t where ${within(period)} group by 1 order by 1`)
  return {
    accounts: rows.map(({ account, currency, ...sums }) => {
      const [opening, came, went] = [Number(sums.opening), Number(sums.came), Number(sums.went)]
      return { account, currency, opening, came, went, closing: opening + came - went }
    }),
    causes,
  }
}
