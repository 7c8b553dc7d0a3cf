/** What a form-encoded body with nested brackets decodes to. Every leaf is text. */
export type FormValue = string | FormValue[] | { [key: string]: FormValue }

type Tree = Map<string, string | Tree>

/**
 * Decodes `a=1&b[c]=2&d[0][e]=3&f[]=4` the way Stripe does: brackets nest, and an object whose keys are 0…n−1 is an array.
 *
 * @throws RangeError when a name is used both as a value and as a container, or nests deeper than ten levels.
 */
export function decodeForm(text: string): Record<string, FormValue> {
  const root: Tree = new Map()
  for (const [name, value] of new URLSearchParams(text)) put(root, path(name), value)
  const decoded = settle(root, true)
  return typeof decoded === 'object' && !Array.isArray(decoded) ? decoded : {}
}

function path(name: string): string[] {
  const open = name.indexOf('[')
  if (open <= 0) return [name]
  const keys = [name.slice(0, open), ...[...name.slice(open).matchAll(/\[([^\][]*)\]/g)].map((match) => match[1] ?? '')]
  if (keys.length > 10) throw new RangeError('Parameters nest too deeply.')
  return keys
}

function put(tree: Tree, keys: string[], value: string): void {
  const [head = '', ...rest] = keys
  const key = head === '' && rest.length === 0 ? String(tree.size) : head
  const next = rest.length === 0 ? undefined : keys.slice(1)
  const present = tree.get(key)
  if (!next) {
    if (present instanceof Map) throw new RangeError(`The parameter ${key} is used as a value and as a container.`)
    tree.set(key, value)
    return
  }
  if (typeof present === 'string') throw new RangeError(`The parameter ${key} is used as a value and as a container.`)
  const child: Tree = present ?? new Map<string, string | Tree>()
  tree.set(key, child)
  put(child, next, value)
}

function settle(tree: Tree, root = false): FormValue {
  const entries = [...tree].map(([key, value]) => [key, value instanceof Map ? settle(value) : value] as const)
  const dense = !root && entries.length > 0 && entries.every(([key], index) => key === String(index))
  return dense ? entries.map(([, value]) => value) : Object.fromEntries(entries)
}
