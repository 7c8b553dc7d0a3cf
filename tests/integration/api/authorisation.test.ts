import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { operations, type Operation, type OperationKey } from '../../../shared/api.ts'
import { roles, setStage, type Access, type Cast, type Role, type Stage, type Target } from './access/cast.ts'
import { access } from './access/table.ts'
import { described } from './described.ts'
import { sampleOf } from './samples.ts'

// Generated: every operation × everybody, against one table (access/table.ts). A new operation without a row fails.

let stage: Stage
beforeAll(async () => {
  stage = await setStage()
})

const keys = Object.keys(operations) as OperationKey[]
const rowOf = (key: OperationKey): Access => access[key] ?? { for: [] }
const operationOf = (key: OperationKey): Operation => operations[key]

it('has a row for every operation, and no other', () => {
  expect(Object.keys(access).toSorted()).toEqual(keys.toSorted())
})

it('says of everything that has an address of its own whose it is asked about', () => {
  const isBlind = (key: OperationKey) => key.includes(':') && rowOf(key).at === undefined
  expect(keys.filter(isBlind)).toEqual([])
})

it('asks for a session wherever not everybody may ask', () => {
  const isOpen = ({ for: those }: Access) => those === 'anyone' || those.length === 0
  expect(keys.filter(key => !isOpen(rowOf(key)) && !operationOf(key).security)).toEqual([])
})

const mayAsk = (row: Access, role: Role): boolean =>
  row.for === 'anyone' || (row.for === 'signed in' ? role !== 'nobody' : row.for.includes(role))

/** A well-formed request about the target: what the schema wants, with the target's own values. */
async function ask(cast: Cast, role: Role, key: OperationKey, { params = {}, query = {}, body }: Target) {
  const [method, pattern] = key.split(' ') as [string, string]
  const { parameters, body: schema } = described.find(each => each.key === `${method} ${pattern.replaceAll(/:(\w+)/g, '{$1}')}`)!
  const needed = parameters.filter(each => each.in === 'query' && each.required).map(({ name, schema: of }) => [name, String(sampleOf(of))])
  const search = new URLSearchParams({ ...Object.fromEntries(needed), ...query })
  const path = pattern.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name]!))
  const reply = await cast[role].request(method, search.size > 0 ? `${path}?${search}` : path, { ...(schema && { json: body ?? sampleOf(schema) }) })
  await stage.db.execute(sql`delete from rate_limit`)
  return reply
}

/** How much of what they did stands in the record of acts. */
const actsOf = async ({ personId }: Cast[Role]): Promise<number> =>
  (await stage.db.execute<{ count: number }>(sql`select count(*)::int as count from operator_act where person_id = ${personId}`)).rows[0]!.count

/** Those who may not come first, so that nothing is gone when they ask; of the others one asks after the other. */
const inOrder = (row: Access): readonly Role[] => [...roles].sort((a, b) => Number(mayAsk(row, a)) - Number(mayAsk(row, b)))

describe.each(keys)('%s', (key) => {
  const row = rowOf(key)

  it(`is for ${typeof row.for === 'string' ? row.for : row.for.join(', ') || 'nobody here'}`, async () => {
    const cast = row.spends ? await stage.newCast() : stage.cast
    const targetOf = async () => await row.at?.(stage, cast) ?? {}
    const closedTarget = await targetOf()
    for (const role of inOrder(row)) {
      const before = await actsOf(cast[role])
      const { status, body } = await ask(cast, role, key, mayAsk(row, role) ? await targetOf() : closedTarget)
      const code = (body as { code?: unknown } | null)?.code
      const seen = status >= 500 ? 'our own fault' : code === 'not_found' || code === 'not_signed_in' ? code : 'answered'
      const closed = role === 'nobody' && operationOf(key).security ? 'not_signed_in' : 'not_found'
      expect([role, seen, body ?? '']).toEqual([role, mayAsk(row, role) ? 'answered' : closed, expect.anything()])
      const isDone = status < 300 && key.startsWith('POST /api/operator/')
      expect([role, (await actsOf(cast[role])) - before]).toEqual([role, isDone ? 1 : 0])
    }
  })
})
