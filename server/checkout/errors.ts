import { errorsOf } from '../platform/errors.ts'

export type CheckoutErrorCode
  = | 'not_found' | 'hold_expired' | 'already_paid' | 'transition_illegal' | 'preview_expired' | 'too_late' | 'refund_exceeds_payment' | 'refund_changed'
    | 'choice_invalid' | 'plan_changed' | 'checkout_unavailable' | 'payment_not_refundable' | 'fapiao_nothing_paid' | 'fapiao_none_waiting'

export const fail = errorsOf<CheckoutErrorCode>()
