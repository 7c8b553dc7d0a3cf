import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { operations, type Operation } from '#shared/api.ts'
import { problem } from '#shared/schemas/common.ts'
import { statuses, type ProblemCode } from './problem.ts'

const problemSchema = problem.meta({ id: 'Problem', description: 'RFC 9457. `code` is stable; `detail` is a sentence in the reader\'s language.' })

const idempotencyKey = z.string().min(1).max(255).optional().meta({
  description: 'A repeat under the same key within 24 h gets the first answer; another body 422, one still running 409.',
})

/** What an operation may answer besides its own problems, by what it takes. */
function commonProblems({ params, query, body, security, idempotent }: Operation): ProblemCode[] {
  return [
    ...(params || query || body ? ['input_invalid'] as const : []),
    ...(body ? ['json_malformed', 'body_too_large', 'content_type_unsupported', 'origin_foreign'] as const : []),
    ...(security ? ['not_signed_in'] as const : []),
    ...(idempotent ? ['idempotency_key_invalid', 'idempotency_key_reused', 'idempotency_key_running'] as const : []),
    'internal',
    'unavailable',
  ]
}

const isCode = (code: string): code is ProblemCode => Object.hasOwn(statuses, code)

function responsesOf(operation: Operation): ZodOpenApiOperationObject['responses'] {
  const status = operation.status ?? (operation.response || operation.produces ? 200 : 204)
  const content = operation.response
    ? { 'application/json': { schema: operation.response } }
    : operation.produces ? { [operation.produces]: { schema: z.string() } } : undefined
  const codes = [...commonProblems(operation), ...(operation.problems ?? []).filter(isCode)]
  const byStatus = Object.groupBy(codes, code => String(statuses[code]))
  const problems = Object.entries(byStatus).map(([problemStatus, group = []]) => [problemStatus, {
    description: [...new Set(group)].map(code => `\`${code}\``).join(', '),
    content: { 'application/problem+json': { schema: problemSchema } },
  }])
  return { [`${status}`]: { description: operation.summary, ...(content && { content }) }, ...Object.fromEntries(problems) }
}

function operationOf(key: string, operation: Operation): ZodOpenApiOperationObject {
  const isObject = (schema: z.ZodType | undefined): schema is z.ZodObject => schema instanceof z.ZodObject
  return {
    operationId: key.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    summary: operation.summary,
    tags: [operation.tag],
    requestParams: {
      ...(isObject(operation.params) && { path: operation.params }),
      ...(isObject(operation.query) && { query: operation.query }),
      ...(operation.idempotent && { header: z.object({ 'Idempotency-Key': idempotencyKey }) }),
    },
    ...(operation.body && { requestBody: { required: true, content: { 'application/json': { schema: operation.body } } } }),
    ...(operation.upload && { requestBody: { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } } }),
    ...(operation.security && { security: [{ session: [] }] }),
    responses: responsesOf(operation),
  }
}

/** The OpenAPI 3.1 document of the one table of operations. */
export function openApiDocument({ siteUrl, sessionCookie }: { siteUrl: string, sessionCookie: string }): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {}
  for (const [key, operation] of Object.entries<Operation>(operations)) {
    const [method = '', path = ''] = key.split(' ')
    const template = path.replaceAll(/:(\w+)/g, '{$1}')
    paths[template] = { ...paths[template], [method.toLowerCase()]: operationOf(key, operation) }
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Linli 邻里',
      version: '1.0.0',
      description: 'Bundled local services: find a bundle, hold all its parts at one time, pay once. Money is integer minor units; time is ISO 8601 in UTC.',
    },
    servers: [{ url: siteUrl }],
    components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: sessionCookie } } },
    paths,
  })
}
