import { errorsOf } from '../platform/errors.ts'

export type CatalogErrorCode = 'not_found' | 'choice_invalid' | 'quote_expired' | 'quote_bound' | 'voucher_refused' | 'remainder_too_small' | 'campaign_invalid'

export const fail = errorsOf<CatalogErrorCode>()
