import { beforeAll, describe, expect, test } from 'vitest'
import type { SearchEngine } from '../../../server/search/engine.ts'
import { createPostgresEngine } from '../../../server/search/engine-postgres/engine.ts'
import { createTestDatabase } from '../../support/database.ts'
import { cameOf, readCases, readFixture, runCase, toRequest, wanted } from './cases.ts'

const engines: [string, () => Promise<SearchEngine>][] = [
  ['PostgreSQL', async () => createPostgresEngine((await createTestDatabase()).db)],
]

const own = process.env.LINLI_SEARCH_CASES
const cases = readCases(own ?? new URL('cases.json', import.meta.url))

describe.each(engines)('the %s engine', (_, create) => {
  const { index, documents } = readFixture(`conformance_${process.pid}`)
  let engine: SearchEngine

  beforeAll(async () => {
    engine = await create()
    await engine.configure(index)
    await engine.replaceAll(index, documents)
  })

  for (const testCase of cases) {
    if (testCase.kind === 'search') {
      test(`${testCase.id}: ${JSON.stringify(testCase.request)}`, async () => {
        const result = await runCase(engine, index, testCase)
        const [expected, came] = [wanted(testCase.expect), cameOf(result, testCase.expect)]
        if (own) console.log(`${testCase.id}\n  expected ${JSON.stringify(expected)}\n  came     ${JSON.stringify(came)}`)
        expect(came).toEqual(expected)
      })
    }
  }
})
void toRequest
