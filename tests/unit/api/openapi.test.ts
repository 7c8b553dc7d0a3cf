import Ajv from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { operations } from '#shared/api.ts'
import { openApiDocument } from '../../../server/utils/openapi.ts'
import { routeFiles } from '../../support/http.ts'

const document = openApiDocument({ siteUrl: 'https://linli.example', sessionCookie: 'linli.session_token' })
const operationsOf = (): { key: string, operation: Record<string, unknown> }[] =>
  Object.entries(document.paths ?? {}).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ key: `${method} ${path}`, operation })))

describe('the table of operations', () => {
  it('has exactly one route file for each operation, and none without', () => {
    const files = routeFiles()
      .filter(({ path }) => !path.startsWith('/_sandbox') && !path.includes('**'))
      .map(({ path, method }) => `${method?.toUpperCase() ?? '*'} ${path}`)
    expect(files.sort()).toEqual(Object.keys(operations).sort())
  })
})

describe('the OpenAPI document', () => {
  it('describes every operation once, under a name of its own', () => {
    const names = operationsOf().map(({ operation }) => operation.operationId)
    expect(names).toHaveLength(Object.keys(operations).length)
    expect(new Set(names).size).toBe(names.length)
  })

  it('is plain JSON that says which version it follows', () => {
    expect(JSON.parse(JSON.stringify(document))).toMatchObject({ openapi: '3.1.0' })
  })

  it('says for every operation which problems it may answer, as problem documents', () => {
    for (const { key, operation } of operationsOf()) {
      const responses = Object.entries(operation.responses as Record<string, { content?: object }>)
      const problems = responses.filter(([status]) => Number(status) >= 400)
      expect(problems.map(([status]) => status), key).toContain('500')
      for (const [, { content }] of problems) expect(Object.keys(content ?? {}), key).toEqual(['application/problem+json'])
    }
  })

  it('asks for the session cookie exactly where an operation needs a session', () => {
    const secured = operationsOf().filter(({ operation }) => operation.security).map(({ operation }) => operation.operationId)
    expect(secured).toHaveLength(Object.values(operations).filter(operation => 'security' in operation).length)
    expect(document.components?.securitySchemes).toEqual({ session: { type: 'apiKey', in: 'cookie', name: 'linli.session_token' } })
  })

  it('offers the Idempotency-Key wherever something is created once', () => {
    const [keyed, idempotent] = [
      operationsOf().filter(({ operation }) => JSON.stringify(operation.parameters ?? []).includes('"Idempotency-Key"')),
      Object.values(operations).filter(operation => 'idempotent' in operation),
    ]
    expect(keyed).toHaveLength(idempotent.length)
    expect(keyed.length).toBeGreaterThan(3)
  })

  it('has schemas that a JSON Schema validator can compile', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'https://linli.example/openapi', components: document.components ?? {} })
    for (const { key, operation } of operationsOf()) {
      const body = operation.requestBody as { content: Record<string, { schema: object }> } | undefined
      const schema = body?.content['application/json']?.schema
      if (schema) expect(() => ajv.compile(schema), key).not.toThrow()
    }
  })
})
