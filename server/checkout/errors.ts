import { errorsOf } from '../platform/errors.ts'

export type CheckoutErrorCode = 'not_found' | 'hold_expired' | 'already_paid' | 'transition_illegal'

export const fail = errorsOf<CheckoutErrorCode>()
