import { errorsOf } from '../platform/errors.ts'

export type AvailabilityErrorCode = 'not_found' | 'choice_invalid' | 'district_not_served' | 'slot_taken' | 'calendar_address_refused'
  | 'offering_incomplete' | 'session_clashes' | 'changed_meanwhile' | 'transition_illegal' | 'too_early' | 'too_late'
  | 'team_full'

export const fail = errorsOf<AvailabilityErrorCode>()
