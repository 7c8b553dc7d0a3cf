import { setResponseHeader, type H3Event } from 'h3'
import { operations } from '#shared/api.ts'
import { fail } from './errors.ts'
import { answerProblem } from './problem.ts'

const patterns = Object.keys(operations).map((key) => {
  const [method = '', path = ''] = key.split(' ')
  const source = path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')
  return { method, matches: new RegExp(`^${source}/?$`) }
})

/** The methods that a path of the API has; none: there is no such path. */
export function methodsOf(path: string): string[] {
  const pathname = path.replace(/\?.*/s, '')
  return patterns.filter(({ matches }) => matches.test(pathname)).map(({ method }) => method)
}

/** What no route of the API took: 405 with `Allow` where the path has other methods, else 404. */
export function answerUnknown(event: H3Event): string {
  const methods = methodsOf(event.path)
  if (methods.length === 0) return answerProblem(event, fail('not_found'))
  setResponseHeader(event, 'Allow', methods.join(', '))
  return answerProblem(event, fail('method_not_allowed', { method: event.method }))
}
