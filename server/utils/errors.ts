import { errorsOf } from '../platform/errors.ts'

/** What the edge itself refuses, before or instead of a use case. */
export const fail = errorsOf<
  | 'input_invalid' | 'json_malformed' | 'content_type_unsupported' | 'body_too_large' | 'origin_foreign'
  | 'not_signed_in' | 'file_too_large' | 'not_found' | 'method_not_allowed' | 'unavailable' | 'internal'
>()
