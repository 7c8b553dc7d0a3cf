import { errorsOf } from '../platform/errors.ts'

export type BookingErrorCode
  = | 'not_found' | 'quote_expired' | 'slot_taken' | 'too_many_holds' | 'district_differs' | 'hold_expired' | 'transition_illegal'

export const fail = errorsOf<BookingErrorCode>()
