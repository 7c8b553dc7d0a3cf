import { errorsOf } from '../platform/errors.ts'

export type PaymentErrorCode
  = | 'not_found'
    | 'payment_not_open'
    | 'payment_not_refundable'
    | 'payment_disputed'
    | 'refund_exceeds_payment'
    | 'refund_not_allotted'
    | 'refund_not_spread'
    | 'checkout_unavailable'
    | 'webhook_signature_invalid'
    | 'fapiao_exported'

export const fail = errorsOf<PaymentErrorCode>()

/**
 * What a gateway answered in place of a result. `refused`: it understood and says no, a repeat changes nothing.
 * `unavailable`: nobody knows whether it was done; the same call with the same key is safe, and needed.
 */
export class GatewayError extends Error {
  override name = 'GatewayError'

  readonly kind: 'refused' | 'unavailable'
  readonly code: string

  constructor(kind: 'refused' | 'unavailable', code: string, options?: ErrorOptions) {
    super(`gateway ${kind}: ${code}`, options)
    this.kind = kind
    this.code = code
  }
}
