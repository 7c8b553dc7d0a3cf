import type { OperationKey, operations } from '#shared/api.ts'
import type { Problem } from '#shared/schemas/common.ts'
import type { z } from 'zod'

/** The types of the API are read off its one table; none of its code (zod) comes with them. */
type Operations = typeof operations
type Part<Key extends OperationKey, Name extends string> =
  Operations[Key] extends { [K in Name]: infer Schema extends z.ZodType } ? Schema : never

export type Answer<Key extends OperationKey> = [Part<Key, 'response'>] extends [never] ? undefined : z.output<Part<Key, 'response'>>
export type Body<Key extends OperationKey> = z.input<Part<Key, 'body'>>
export type Query<Key extends OperationKey> = z.input<Part<Key, 'query'>>
export type Params<Key extends OperationKey> = Record<keyof z.input<Part<Key, 'params'>> & string, string>

export type ReadKey = Extract<OperationKey, `GET ${string}`>

export interface Split {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
}

/** `GET /api/bundles/:slug` with its parameters → method and path. */
export function splitOperation(operation: OperationKey, params: Record<string, string> = {}): Split {
  const [method, pattern] = operation.split(' ') as [Split['method'], string]
  return { method, path: pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? '')) }
}

/** The problem document (RFC 9457) of a failed request; null if it failed without one: no network, a proxy's own page. */
export function problemOf(error: unknown): Problem | null {
  if (typeof error !== 'object' || error === null || !('data' in error)) return null
  const { data } = error
  return isProblem(data) ? data : null
}

function isProblem(data: unknown): data is Problem {
  return typeof data === 'object' && data !== null && 'code' in data && typeof data.code === 'string' && 'detail' in data && typeof data.detail === 'string'
}
