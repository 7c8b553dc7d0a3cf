import Ajv from 'ajv/dist/2020.js'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { operations, type Operation, type OperationKey } from '../../../shared/api.ts'
import { roles, setStage, type Access, type Role, type Stage } from './access/cast.ts'
import { access } from './access/table.ts'
import { described } from './described.ts'
import { fullSampleOf, type JsonSchema } from './samples.ts'

// Generated: every operation, asked by somebody who may, with values that fit its schema and that nobody expects. The attacks of
// bad-input.test.ts end at the schema or at the door; these come behind both. Whatever is answered, it is not our own fault.

const texts = [
  '%_\\', '😀'.repeat(15), '０００１', '0000-01-01', '9999-12-31', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z',
  'ffffffff-ffff-ffff-ffff-ffffffffffff', 'SystemV/PST8', '+08:00', '500', '2147483647',
]
const numbers = [0, 2 ** 31 - 1, 2 ** 31, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]

/** Copies of a body with one text, number or truth at any depth changed into another, or into nothing. */
function* changes(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) for (const changed of changes(item)) yield value.with(index, changed)
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) for (const changed of changes(member)) yield { ...value, [name]: changed }
  } else {
    yield* typeof value === 'number' ? numbers : typeof value === 'boolean' ? [!value] : [...texts, ...numbers]
    yield null
  }
}

const ajv = new Ajv({ strict: false, formats: { 'date': /^\d{4}-\d\d-\d\d$/, 'date-time': /^\d{4}-\d\d-\d\dT/, 'uuid': /^[0-9a-f-]{36}$/, 'email': /@/, 'uri': /:/ } })
const fitting = (schema: JsonSchema) => {
  const fits = ajv.compile(schema)
  return (value: unknown): boolean => fits(JSON.parse(JSON.stringify(value)))
}

let stage: Stage
beforeAll(async () => {
  stage = await setStage()
})

/** Whatever came of the request before, the next one has seen the newest of what it changes. */
async function forgetChanges(): Promise<void> {
  for (const table of ['provider', 'resource', 'offering', 'bundle']) {
    await stage.db.execute(sql`update ${sql.identifier(table)} set revision = 1 where revision <> 1`)
  }
}

const rowOf = (key: OperationKey): Access => access[key] ?? { for: [] }
const askerOf = ({ for: those }: Access): Role | undefined => (typeof those === 'string' ? 'resident' : roles.find(role => those.includes(role)))
const operationOf = (key: OperationKey): Operation => operations[key]
const keys = (Object.keys(operations) as OperationKey[])
  .filter(key => !rowOf(key).spends && askerOf(rowOf(key)) && (operationOf(key).query ?? operationOf(key).body))

describe.each(keys)('%s', (key) => {
  it('answers whatever fits its schema', async () => {
    const row = rowOf(key)
    const asker = stage.cast[askerOf(row)!]
    const [method, pattern] = key.split(' ') as [string, string]
    const { parameters, body: schema } = described.find(each => each.key === `${method} ${pattern.replaceAll(/:(\w+)/g, '{$1}')}`)!
    const { params = {}, query = {}, body } = await row.at?.(stage, stage.cast) ?? {}
    const path = pattern.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name]!))
    const isFault = async (change: Record<string, string>, json?: unknown) => {
      const search = new URLSearchParams({ ...query, ...change })
      const { status } = await asker.request(method, search.size > 0 ? `${path}?${search}` : path, { ...(schema && { json }) })
      return status >= 500
    }
    const faults: unknown[] = []
    for (const { name, schema: own } of parameters.filter(parameter => parameter.in === 'query')) {
      const isFit = own.type === 'string' ? fitting(own) : () => true
      for (const text of texts.filter(isFit)) if (await isFault({ [name]: text }, body)) faults.push([name, text])
    }
    if (schema) {
      const isFit = fitting(schema)
      for (const json of changes({ ...fullSampleOf(schema), ...body as object, ...('revision' in (schema.properties ?? {}) && { revision: 1 }) })) {
        if (!isFit(json)) continue
        await forgetChanges()
        if (await isFault({}, json)) faults.push(json)
      }
    }
    await stage.db.execute(sql`delete from rate_limit`)
    expect(faults).toEqual([])
  })
})
