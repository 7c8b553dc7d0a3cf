import { sql, type SQL } from 'drizzle-orm'
import type { z } from 'zod'
import type { refundableLegs } from '#shared/schemas/money.ts'
import type { LocalText } from '#shared/locale.ts'
import { legWasPaid, type Who } from '../booking/index.ts'
import { assertOperator } from '../identity/index.ts'
import type { PaymentContext } from '../payment/index.ts'
import type { Queryable } from '../platform/database.ts'
import { fail } from './errors.ts'
import { givenBack } from './refund-leg.ts'

type RefundableLegs = z.input<typeof refundableLegs>

/** The paid legs of a booking, and what can still be given back of each. @throws {DomainError} `not_found` */
export async function readRefundableLegs(
  { db }: Pick<PaymentContext, 'db'>, { who, reference }: { who: Who, reference: string },
): Promise<RefundableLegs> {
  assertOperator(who)
  const legs = await refundableLegsOf(db, sql`b.reference = ${reference}`)
  if (legs.length === 0) throw fail('not_found')
  return legs
}

/** `where`: of the booking `b`. */
export async function refundableLegsOf(db: Queryable, where: SQL): Promise<RefundableLegs> {
  type Row = { id: string, title: LocalText, provider: LocalText, state: string, currency: string, share: number, voucher: number }
  const { rows } = await db.execute<Row>(sql`
    select l.id, jsonb_build_object('zh', l.title_zh, 'en', l.title_en) as title,
      jsonb_build_object('zh', p.name_zh, 'en', p.name_en) as provider,
      l.state, b.currency, l.share_amount::int as share, l.voucher_amount::int as voucher
      from booking b join booking_leg l on l.booking_id = b.id join provider p on p.id = l.provider_id
     where ${where} and ${legWasPaid} order by l.position`)
  return await Promise.all(rows.map(async ({ id, title, provider, state, currency, share, voucher }) => {
    const { given, promised, gone } = await givenBack(db, id)
    const cashGone = gone.refundedAmount - gone.refundedVoucherAmount
    return {
      legId: id, title, provider, state, currency, shareAmount: share, refundedAmount: given.refundedAmount,
      leftAmount: Math.max(0, share - gone.refundedAmount), leftCashAmount: Math.max(0, share - voucher - cashGone),
      waitingAmount: promised.refundedAmount - given.refundedAmount,
    }
  }))
}
