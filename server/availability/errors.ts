import { errorsOf } from '../platform/errors.ts'

export type AvailabilityErrorCode = 'not_found' | 'choice_invalid' | 'district_not_served' | 'slot_taken' | 'calendar_address_refused'

export const fail = errorsOf<AvailabilityErrorCode | 'offering_incomplete'>()
