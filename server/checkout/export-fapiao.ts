import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Locale } from '#shared/locale.ts'
import type { fapiaoDesk, fapiaoExport } from '#shared/schemas/receipt.ts'
import { wallTimeOf } from '#shared/wall-time.ts'
import { legWasPaid, type Who } from '../booking/index.ts'
import { assertOperator, cityZone, recordAct } from '../identity/index.ts'
import { getExport, listExports, lostOf, paidInTheEndOf, writeExport, type FapiaoDue } from '../payment/index.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction, type Queryable } from '../platform/database.ts'
import { fail } from './errors.ts'
import { fapiaoCsv } from './fapiao-csv.ts'
import { netOfAll, type LegMoney } from './receipt-lines.ts'

/** As many as an issuer takes in one file. */
const batchSize = 2_000

interface DueRow extends Record<string, unknown> {
  bookingId: string
  kind: 'personal' | 'company'
  title: string
  taxNumber: string | null
  email: string
  currency: string
  told: number
  toldTax: number
  net: number
  legs: LegMoney[]
}

/** Legs of a booking `b` for which its payer has paid, and what their bank took back of each. */
const paidLegs = sql`(select l.*, ${lostOf} as taken_back_amount from booking_leg l where l.booking_id = b.id and ${legWasPaid})`

/** What of that is marked to be looked at (`fapiao_due_again`), and no other; `net` is what the issuer is to know, `told` what it knows. */
const marked = sql`
    from fapiao_request f
    join booking b on b.id = f.booking_id
    cross join lateral (select coalesce(sum(amount), 0)::bigint as told, coalesce(sum(tax_amount), 0)::bigint as "toldTax" from fapiao_line x where x.booking_id = b.id) t
    cross join lateral (select least(${paidInTheEndOf},
      sum(greatest(0, share_amount - voucher_amount - refunded_amount + refunded_voucher_amount - taken_back_amount)))::bigint as net from ${paidLegs} l) n
   where f.due`

/** Fapiao of which the issuer has not been told, or not of what was given or taken back since. */
async function listDue(db: Queryable): Promise<FapiaoDue[]> {
  const { rows } = await db.execute<DueRow>(sql`
    select f.booking_id as "bookingId", f.kind, f.title, f.tax_number as "taxNumber", f.email, b.currency, t.told, t."toldTax", n.net,
           (select jsonb_agg(jsonb_build_object('shareAmount', share_amount, 'voucherAmount', voucher_amount, 'refundedAmount', refunded_amount,
              'refundedVoucherAmount', refunded_voucher_amount, 'takenBackAmount', taken_back_amount, 'tax', tax)) from ${paidLegs} l) as legs
      ${marked} and n.net <> t.told order by f.requested_at limit ${batchSize}`)
  return rows.map(({ told, toldTax, net, legs, ...request }) => {
    const { amount, taxAmount } = netOfAll(legs, net)
    return { ...request, amount: amount - told, taxAmount: taxAmount - toldTax }
  })
}

/** @throws {DomainError} `not_found` for who is no operator. */
export async function readFapiaoDesk({ db }: Pick<Context, 'db'>, { who, page }: { who: Who, page: number }): Promise<z.input<typeof fapiaoDesk>> {
  assertOperator(who)
  const { rows } = await db.execute<{ count: number, corrections: number }>(sql`
    select count(*)::int as count, count(*) filter (where n.net < t.told)::int as corrections ${marked} and n.net <> t.told`)
  const exports = await listExports(db, { page })
  const batches = exports.rows.map(({ at, ...batch }) => ({ ...batch, at: at.toISOString() }))
  return { waiting: rows[0]!.count, corrections: rows[0]!.corrections, exports: { ...exports, rows: batches } }
}

/**
 * Gives the issuer all that waits, as one batch: new requests, and below zero what was given or taken back since an earlier batch.
 * @throws {DomainError} `not_found` for who is no operator; `fapiao_none_waiting`
 */
export async function exportFapiao({ db }: Pick<Context, 'db'>, { who }: { who: Who }): Promise<z.input<typeof fapiaoExport>> {
  assertOperator(who)
  return await withTransaction(db, async (tx) => {
    // One batch after the other, and no request changes meanwhile: what is told is told once.
    await tx.execute(sql`lock table fapiao_export, fapiao_request in share row exclusive mode`)
    const due = await listDue(tx)
    if (due.length === 0) throw fail('fapiao_none_waiting')
    const { id, number } = await writeExport(tx, { personId: who.id, due })
    await tx.execute(sql`update fapiao_request set due = false where booking_id in (select f.booking_id ${marked} and n.net = t.told)`)
    await recordAct(tx, { personId: who.id, action: 'fapiao.export', subject: { kind: 'fapiao_export', id }, data: { number, lines: due.length } })
    return { id, number, lines: due.length }
  })
}

/** A batch as the issuer takes it, dated by the city's calendar. @throws {DomainError} `not_found` */
export async function readFapiaoCsv(
  { db }: Pick<Context, 'db'>, { who, id, locale }: { who: Who, id: string, locale: Locale },
): Promise<{ number: number, csv: string }> {
  assertOperator(who)
  const { batch, lines } = await getExport(db, id)
  const { rows } = await db.execute<{ id: string, reference: string }>(sql`
    select id, reference from booking where id = any(${sql.param(lines.map(({ bookingId }) => bookingId))}::uuid[])`)
  const references = new Map(rows.map(row => [row.id, row.reference]))
  const { number, at } = batch
  const { day } = wallTimeOf(at, await cityZone(db) ?? 'UTC')
  const csv = fapiaoCsv(lines.map(line => ({ ...line, reference: references.get(line.bookingId) ?? '' })), { batch: { number, day }, locale })
  return { number, csv }
}
