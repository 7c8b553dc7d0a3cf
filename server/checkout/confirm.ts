import { confirmPaid, type LockedBooking } from '../booking/index.ts'
import { redeemVoucher } from '../catalog/index.ts'
import { recordVoucher, type PaymentContext } from '../payment/index.ts'
import type { Tx } from '../platform/database.ts'

/** All of a booking is paid, by whomever: its legs are confirmed or asked of their providers, and its voucher is used. */
export async function confirm(context: Pick<PaymentContext, 'jobs'>, tx: Tx, locked: LockedBooking): Promise<void> {
  await confirmPaid(context, tx, locked)
  await redeem(tx, locked)
}

/** Uses the voucher of a booking, in the books too. Once, however often it is said. */
export async function redeem(tx: Tx, { booking: { id: bookingId, currency } }: LockedBooking): Promise<void> {
  const used = await redeemVoucher(tx, bookingId)
  if (used) await recordVoucher(tx, 'voucher_redeem', { campaignId: used.campaignId, causeId: used.id, bookingId, amount: used.amount, currency })
}
