import { openApiDocument } from '../../../server/utils/openapi.ts'
import type { JsonSchema } from './samples.ts'

interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  schema: JsonSchema
}

export interface Described {
  key: string
  method: string
  path: string
  security: boolean
  parameters: Parameter[]
  body: JsonSchema | undefined
}

const document = JSON.parse(JSON.stringify(openApiDocument({ siteUrl: 'http://linli.test', sessionCookie: 'x' }))) as {
  paths: Record<string, Record<string, {
    security?: unknown[]
    parameters?: Parameter[]
    requestBody?: { content: Record<string, { schema: JsonSchema }> }
  }>>
}

/** Every operation as the OpenAPI document describes it: what the generated tests are made from. */
export const described: Described[] = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({
  key: `${method.toUpperCase()} ${path}`,
  method: method.toUpperCase(),
  path,
  security: operation.security !== undefined,
  parameters: operation.parameters ?? [],
  body: operation.requestBody?.content['application/json']?.schema,
})))
