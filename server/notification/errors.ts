import { errorsOf } from '../platform/errors.ts'

export const fail = errorsOf<'not_found' | 'too_many_feeds' | 'unavailable'>()
