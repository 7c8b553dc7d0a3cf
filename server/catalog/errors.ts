import { errorsOf } from '../platform/errors.ts'

export type CatalogErrorCode = 'not_found' | 'choice_invalid' | 'quote_expired' | 'quote_bound'
  | 'transition_illegal' | 'changed_meanwhile' | 'offering_incomplete' | 'too_many_offerings' | 'too_many_papers'
  | 'too_many_providers' | 'credit_code_wrong' | 'paper_end_missing' | 'paper_expired' | 'onboarding_incomplete'
  | 'offering_closed' | 'agreement_moved_on'
  | 'voucher_refused' | 'remainder_too_small' | 'campaign_invalid' | 'campaign_change_refused'

export const fail = errorsOf<CatalogErrorCode>()
