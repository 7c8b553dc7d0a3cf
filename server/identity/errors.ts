import { errorsOf } from '../platform/errors.ts'

export const fail = errorsOf<
  | 'not_found' | 'credentials_wrong' | 'code_wrong' | 'email_taken' | 'name_needed' | 'consent_outdated' | 'bookings_open' | 'household_full' | 'choice_invalid' | 'unavailable'
  | 'last_owner' | 'role_not_yours' | 'already_member'
>()
