import type { Payment } from '../payment/index.ts'

/** Methods of which Stripe gives nothing back after 90 days. */
const shortMethods: readonly (string | null)[] = ['alipay']
const days = 85

/** Until when legs of this payment may be moved, replaced or disputed, so that a refund is still possible after it. Null: no such bound. */
export function refundableUntil(payment: Pick<Payment, 'method' | 'paidAt'> | undefined): Date | null {
  if (!payment?.paidAt || !shortMethods.includes(payment.method)) return null
  return new Date(payment.paidAt.getTime() + days * 86_400_000)
}
