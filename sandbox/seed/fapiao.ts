import { taxIncluded, type TaxTreatment } from '#shared/tax.ts'
import { z } from 'zod'
import type { Booking } from './bookings.ts'
import { idOf } from './random.ts'
import type { Rows } from './rows.ts'
import { addDays, at, iso } from './time.ts'

const taxed = z.object({ kind: z.enum(['vat', 'small_scale', 'exempt']), bps: z.int() })

/** Whom some of them are made out to; the others are the payers'. */
const companies = [{ title: '上海禾木信息技术有限公司', taxNumber: '91310115MA1H7R525N' }]

/**
 * What residents asked for: a batch that the issuer has, one of whose bookings was given back in part since, and some that wait for the
 * next.
 */
export function addFapiao(rows: Rows, { bookings, today }: { bookings: readonly Booking[], today: string }): void {
  const exportedAt = at(addDays(today, -2), 17 * 60)
  const withVoucher = new Set(rows.voucher_redemption.map(row => row.booking_id))
  const told = bookings.filter(({ paidAt, id }) => paidAt < exportedAt - 3_600_000 && !withVoucher.has(id))
  const served = told.filter(({ refunds, earned }) => refunds.length === 0 && earned.length > 0)
  // The first of a wallet fails later.
  const corrected = told.filter(({ refunds }) => refunds.length > 0).slice(-1)
  const exportId = idOf('fapiao export', 'first')
  rows.fapiao_export.push({ id: exportId, person_id: idOf('person', 'operator'), at: iso(exportedAt) })
  for (const [nth, booking] of [...corrected, ...served.slice(0, 2)].entries()) {
    const request = ask(rows, booking, { company: companies[nth - 1], due: corrected.includes(booking) })
    rows.fapiao_line.push({ ...request, export_id: exportId, amount: booking.amount, tax_amount: taxIn(rows, booking), currency: 'CNY' })
  }
  for (const booking of served.slice(2, 5)) ask(rows, booking, { due: true })
}

interface Asked {
  company?: typeof companies[number] | undefined
  due: boolean
}

/** Asked for an hour after it was paid. */
function ask(rows: Rows, { id, resident, paidAt }: Booking, { company, due }: Asked) {
  const request = {
    booking_id: id, kind: company ? 'company' : 'personal', title: company?.title ?? resident.name, tax_number: company?.taxNumber ?? null,
    email: resident.email,
  }
  rows.fapiao_request.push({ ...request, requested_at: iso(paidAt + 3_600_000), due })
  return request
}

/** In all that was paid. */
function taxIn(rows: Rows, { id }: Booking): number {
  const treatmentOf = (tax: unknown): TaxTreatment => taxed.parse(tax)
  return rows.booking_leg.filter(leg => leg.booking_id === id)
    .reduce((sum, leg) => sum + taxIncluded(Number(leg.share_amount), treatmentOf(leg.tax)), 0)
}
