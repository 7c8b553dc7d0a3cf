import { errorsOf } from '../platform/errors.ts'

export const fail = errorsOf<'changed_meanwhile' | 'not_ready'>()
