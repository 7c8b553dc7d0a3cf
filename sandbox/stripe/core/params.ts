import { z } from 'zod'
import { invalidParameter } from './errors.ts'

/**
 * The parts that the parameter schemas are made of. Form-encoded values are text; what Stripe reads as a number is checked and
 * converted here.
 */
export const text = z.string().min(1).max(5000)
export const integer = z.string().regex(/^-?\d{1,15}$/, 'Invalid integer').transform(Number)
export const amount = integer.refine((value) => value >= 1, 'This value must be greater than or equal to 1.')
export const boolean = z.enum(['true', 'false'], 'Invalid boolean').transform((value) => value === 'true')
export const metadata = z.record(z.string().min(1).max(40), z.string().max(500)).refine((value) => Object.keys(value).length <= 50, 'At most 50 keys.')
  .transform((value) => Object.fromEntries(Object.entries(value).filter(([, content]) => content !== '')))
export const clearableMetadata = z.union([z.literal('').transform(() => ({})), metadata])
export const expand = z.array(z.string()).optional()
export const currency = z.string().transform((value) => value.toLowerCase()).pipe(z.enum(['cny', 'hkd', 'usd', 'eur', 'gbp', 'jpy', 'sgd', 'aud', 'cad'], 'Invalid currency'))
export const url = z.url({ protocol: /^https?$/, error: 'Not a valid URL' }).max(5000)

const bound = integer.optional()
const range = z.union([integer, z.strictObject({ gt: bound, gte: bound, lt: bound, lte: bound })])
export type Range = z.infer<typeof range>

/** What every list takes. */
export const listing = {
  limit: integer.refine((value) => value >= 1 && value <= 100, 'limit must be between 1 and 100').default(10),
  starting_after: text.optional(),
  ending_before: text.optional(),
  created: range.optional(),
  expand,
}

/** Parses parameters or throws the error that Stripe answers: a parameter that is unknown (or not modelled) is refused, never ignored. */
export function parseParams<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  // What is unknown is said first, as Stripe does.
  const issue = parsed.error.issues.find(({ code }) => code === 'unrecognized_keys') ?? parsed.error.issues[0]
  if (!issue) throw invalidParameter('Invalid parameters.')
  if (issue.code === 'unrecognized_keys') {
    const param = bracketed([...issue.path, issue.keys[0] ?? ''])
    throw invalidParameter(`Received unknown parameter: ${param}`, param, 'parameter_unknown')
  }
  const param = bracketed(issue.path)
  if (issue.code === 'invalid_type' && reach(value, issue.path) === undefined) {
    throw invalidParameter(`Missing required param: ${param}.`, param, 'parameter_missing')
  }
  throw invalidParameter(`Invalid ${param}: ${issue.message}`, param)
}

function bracketed(path: readonly PropertyKey[]): string {
  return path.map((key, index) => (index === 0 ? String(key) : `[${String(key)}]`)).join('')
}

function reach(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((current, key) => (typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined), value)
}
