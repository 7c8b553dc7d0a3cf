/** As much of JSON Schema as our document uses. */
export interface JsonSchema {
  type?: string | string[]
  const?: unknown
  examples?: unknown[]
  enum?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  minItems?: number
  format?: string
  pattern?: string
  minLength?: number
  minimum?: number
  multipleOf?: number
}

/** What fits one of our patterns. A new pattern that none of these fits stops the test: add one. */
const words = ['xuhui', '+8613800000000', '123456', 'CNY', '2026-11-23', '0199c0de-0000-7000-8000-000000000000:none', '0199c0de-0000-7000-8000-000000000000:60',
  '0199c0de-0000-7000-8000-000000000000:2026-11-23T08:00Z', 'A'.repeat(43), 'A'.repeat(64), '0199c0de-0000-7000-8000-000000000000-large.webp',
  'a well-formed text']
const formats: Record<string, string> = {
  'uuid': '0199c0de-0000-7000-8000-000000000000', 'email': 'sample@example.com', 'date-time': '2026-11-23T08:00:00Z', 'date': '2026-11-23',
  'uri': 'https://calendar.example.com/a.ics',
}

/** A value that fits `schema`, with required members only. */
export function sampleOf(schema: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.examples) return schema.examples[0]
  const choice = (schema.anyOf ?? schema.oneOf)?.find(option => option.type !== 'null') ?? schema.allOf?.[0]
  if (choice) return sampleOf(choice)
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object') {
    return Object.fromEntries((schema.required ?? []).map(name => [name, sampleOf(schema.properties?.[name] ?? {})]))
  }
  if (type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}))
  if (type === 'integer' || type === 'number') return Math.ceil(Math.max(1, schema.minimum ?? 1) / (schema.multipleOf ?? 1)) * (schema.multipleOf ?? 1)
  if (type === 'boolean') return true
  if (type === 'string') return sampleText(schema)
  return null
}

/** A body that fits `schema`, with every member that it knows. */
export function fullSampleOf(schema: JsonSchema): Record<string, unknown> {
  const choice = (schema.anyOf ?? schema.oneOf)?.[0]
  if (choice && !schema.properties) return fullSampleOf(choice)
  return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, member]) => [name, sampleOf(member)]))
}

function sampleText({ format, pattern, minLength = 0 }: JsonSchema): string {
  const known = format === undefined ? undefined : formats[format]
  if (known !== undefined) return known
  const word = pattern === undefined ? words.at(-1) : words.find(candidate => new RegExp(pattern, 'u').test(candidate))
  if (word === undefined) throw new Error(`no sample fits ${pattern}`)
  return word.padEnd(minLength, 'x')
}

/** Values that hardly any field takes: each is tried at every place, and kept where the schema says that it is wrong. */
export const wrongValues: readonly unknown[] = [
  null, true, 0, -1, 1.5, 1e308, -1e308, 2 ** 53 + 2, 2 ** 31, '', ' ', 'x', 'x'.repeat(20_000), '-1', '1.5', 'NaN', 'Infinity', '0x10', '1e5',
  '99999999999999999999', '00000000-0000-0000-0000-00000000000g', '\'; drop table person; --', '../../etc/passwd', '<script>', '2026-02-30', [], [null], [[]],
  {}, { $ne: null }, { constructor: 1 }, Array.from({ length: 500 }, () => 'x'),
]

/** Wrong by what they are made of, whatever a schema says. */
export const poison: readonly string[] = ['a\0b', '\ud83d', 'x\udc00']

/**
 * Copies of `value` with one place changed: each member, at any depth, becomes each of `replacements` or is missing, and each object gets
 * a member too many.
 */
export function* mutations(value: unknown, replacements: readonly unknown[]): Generator<unknown> {
  yield* replacements
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const changed of mutations(item, replacements)) yield value.with(index, changed)
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      for (const changed of mutations(member, replacements)) yield { ...value, [name]: changed }
      const { [name]: _, ...rest } = value as Record<string, unknown>
      yield rest
    }
    yield { ...value, no_such_member: 1 }
  }
}
