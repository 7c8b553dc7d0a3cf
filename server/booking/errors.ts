import { errorsOf } from '../platform/errors.ts'

export type BookingErrorCode
  = | 'not_found' | 'choice_invalid' | 'quote_expired' | 'quote_bound' | 'slot_taken' | 'too_many_holds' | 'district_differs' | 'hold_expired' | 'transition_illegal'

export const fail = errorsOf<BookingErrorCode>()
