import { errorsOf } from '../platform/errors.ts'

export type CatalogErrorCode = 'not_found' | 'choice_invalid' | 'quote_expired' | 'quote_bound'

export const fail = errorsOf<CatalogErrorCode>()
