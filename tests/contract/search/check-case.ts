import { z } from 'zod'
import { SearchRequestError, type Document, type IndexDefinition, type SearchEngine } from '../../../server/search/engine.ts'
import { toFacetValuesRequest, toRequest, type Case } from './cases.ts'
import { cameOf, expectationsOf, saysNothing, type Expectation } from './expectations.ts'
import { parseFilter, type FilterInput } from './parse-filter.ts'

export interface Checked {
  expected: Expectation[]
  came: Expectation[]
  /** Nothing of what the case expects can be compared: what came is for a person to judge. */
  isOpen: boolean
}

const queries = z.union([z.array(z.json()), z.object({ queries: z.array(z.json()) }).transform(multi => multi.queries)])
const documents = z.array(z.record(z.string(), z.json()))
const id = z.union([z.string(), z.number()])
const filter: z.ZodType<FilterInput> = z.lazy(() => z.union([z.string(), z.array(filter)]))

/** Writes in the words of Meilisearch's client, one after the other, and then a search. */
const writes = z.object({
  steps: z.array(z.union([
    z.strictObject({ addDocuments: documents }),
    z.strictObject({ updateDocuments: documents }),
    z.strictObject({ deleteDocument: id }),
    z.strictObject({ deleteDocuments: z.union([z.array(id), z.object({ filter })]) }),
    z.strictObject({ deleteAllDocuments: z.literal(true) }),
  ])),
  search: z.json().default({}),
})

/** A case that only tells in words what holds of tasks. */
export const isTold = ({ kind, request }: Case): boolean => kind.startsWith('task') && !writes.safeParse(request).success

/** What a case expects, and what comes. What kind it is, its request says. A refusal is an answer as well. */
export async function checkCase(engine: SearchEngine, { index, documents: all }: { index: IndexDefinition, documents: readonly Document[] }, one: Case): Promise<Checked> {
  const several = queries.safeParse(one.request).data
  const expected = expectationsOf(one.expect, several?.length ?? 1)
  try {
    return { expected, came: await answersOf(engine, { index, all, one, several, expected }), isOpen: saysNothing(expected) }
  } catch (error) {
    const code = codeOf(error)
    if (code === undefined) throw error
    return { expected, came: [{ error: code }], isOpen: false }
  }
}

async function answersOf(engine: SearchEngine, { index, all, one, several, expected }: {
  index: IndexDefinition
  all: readonly Document[]
  one: Case
  several: unknown[] | undefined
  expected: readonly Expectation[]
}): Promise<Expectation[]> {
  if (several) {
    const results = await engine.multiSearch(several.map(request => ({ index, request: toRequest(request, index) })))
    return results.map((result, i) => cameOf(result, expected[i]!))
  }
  const written = writes.safeParse(one.request).data
  if (written) {
    const own = { ...index, name: `${index.name}_${one.id.toLowerCase()}` }
    await engine.configure(own)
    await engine.replaceAll(own, all)
    for (const step of written.steps) await take(engine, own, all, step)
    const result = await engine.search(own, toRequest(written.search, own))
    return [cameOf(result, expected[0]!)]
  }
  if (one.request !== null && typeof one.request === 'object' && 'facetName' in one.request) {
    return [{ facetHits: await engine.facetValues(index, toFacetValuesRequest(one.request)) }]
  }
  return [cameOf(await engine.search(index, toRequest(one.request, index)), expected[0]!)]
}

async function take(engine: SearchEngine, index: IndexDefinition, all: readonly Document[], step: z.infer<typeof writes>['steps'][number]): Promise<void> {
  if ('addDocuments' in step) return await engine.upsert(index, step.addDocuments)
  if ('updateDocuments' in step) return await engine.merge(index, step.updateDocuments)
  if ('deleteDocument' in step) return await engine.delete(index, { ids: [step.deleteDocument] })
  if ('deleteAllDocuments' in step) return await engine.delete(index, { ids: all.map(document => Number(document.id)) })
  const which = step.deleteDocuments
  const where = Array.isArray(which) ? undefined : parseFilter(which.filter)
  if (where) await engine.delete(index, { filter: where })
  else if (Array.isArray(which)) await engine.delete(index, { ids: which })
}

/** Meilisearch's code of a refusal, ours or a real server's. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof SearchRequestError) return error.code
  const cause: unknown = error instanceof Error ? error.cause : undefined
  return z.looseObject({ code: z.string() }).safeParse(cause).data?.code
}
