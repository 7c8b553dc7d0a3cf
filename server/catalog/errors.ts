import { errorsOf } from '../platform/errors.ts'

export type CatalogErrorCode = 'not_found' | 'choice_invalid' | 'quote_expired' | 'quote_bound'
  | 'transition_illegal' | 'changed_meanwhile' | 'offering_incomplete' | 'too_many_offerings'
  | 'offering_closed' | 'agreement_moved_on'
  | 'voucher_refused' | 'remainder_too_small' | 'campaign_invalid'

export const fail = errorsOf<CatalogErrorCode>()
