import { setResponseHeader, type H3Event } from 'h3'
import { fail } from './errors.ts'
import { methodsOf } from './methods.ts'
import { answerProblem } from './problem.ts'

/** What no route of the API took: 405 with `Allow` where the path has other methods, else 404. */
export function answerUnknown(event: H3Event): string {
  const methods = methodsOf(event.path)
  if (methods.length === 0) return answerProblem(event, fail('not_found'))
  setResponseHeader(event, 'Allow', methods.join(', '))
  return answerProblem(event, fail('method_not_allowed', { method: event.method }))
}
