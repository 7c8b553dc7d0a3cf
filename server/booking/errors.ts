import { errorsOf } from '../platform/errors.ts'

export type BookingErrorCode
  = | 'not_found' | 'choice_invalid' | 'quote_expired' | 'quote_bound' | 'slot_taken' | 'too_many_holds' | 'district_differs' | 'hold_expired'
    | 'transition_illegal' | 'too_early' | 'too_late' | 'credential_lapsed' | 'tasks_unanswered' | 'preview_expired' | 'plan_changed' | 'too_many_plans'

export const fail = errorsOf<BookingErrorCode>()
