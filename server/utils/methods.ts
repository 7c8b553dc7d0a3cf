import { operations } from '#shared/api.ts'

const patterns = Object.keys(operations).map((key) => {
  const [method = '', path = ''] = key.split(' ')
  const source = path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')
  return { method, matches: new RegExp(`^${source}/?$`) }
})

/** The methods that a path of the API has; none: there is no such path. Who can be asked by GET can be asked by HEAD. */
export function methodsOf(path: string): string[] {
  const pathname = path.replace(/\?.*/s, '')
  const methods = patterns.filter(({ matches }) => matches.test(pathname)).map(({ method }) => method)
  return methods.includes('GET') ? ['HEAD', ...methods] : methods
}
