import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Document, IndexDefinition, RankingRule } from '../../../server/search/engine.ts'

const rankingRule = z.string().transform((rule): RankingRule => {
  const field = /^(.+):(asc|desc)$/u.exec(rule)
  if (field) return { field: field[1]!, order: field[2] === 'desc' ? 'desc' : 'asc' }
  return z.enum(['words', 'typo', 'proximity', 'attributeRank', 'sort', 'wordPosition', 'exactness']).parse(rule)
})

/** Meilisearch's settings, as our definition. */
const fixture = z.object({
  settings: z.strictObject({
    searchableAttributes: z.array(z.string()),
    filterableAttributes: z.array(z.string()),
    sortableAttributes: z.array(z.string()),
    rankingRules: z.array(rankingRule),
    dictionary: z.array(z.string()),
    synonyms: z.record(z.string(), z.array(z.string())),
    stopWords: z.array(z.string()),
    typoTolerance: z.object({ disableOnNumbers: z.boolean(), disableOnAttributes: z.array(z.string()) }),
    localizedAttributes: z.array(z.object({ attributePatterns: z.array(z.string()), locales: z.array(z.string()) })),
    faceting: z.object({ maxValuesPerFacet: z.int(), sortFacetValuesBy: z.record(z.string(), z.enum(['alpha', 'count'])) }),
    pagination: z.object({ maxTotalHits: z.int() }),
  }),
  documents: z.array(z.record(z.string(), z.json())),
})

export function readFixture(name: string): { index: IndexDefinition, documents: Document[] } {
  const { settings, documents } = fixture.parse(JSON.parse(readFileSync(new URL('fixture.json', import.meta.url), 'utf8')))
  return {
    documents,
    index: {
      name,
      primaryKey: 'id',
      settings: {
        searchable: settings.searchableAttributes,
        filterable: settings.filterableAttributes,
        sortable: settings.sortableAttributes,
        ranking: settings.rankingRules,
        dictionary: settings.dictionary,
        synonyms: settings.synonyms,
        stopWords: settings.stopWords,
        typos: { disableOnNumbers: settings.typoTolerance.disableOnNumbers, disableOnFields: settings.typoTolerance.disableOnAttributes },
        languages: settings.localizedAttributes.map(({ attributePatterns, locales }) => ({ patterns: attributePatterns, locales })),
        facets: { maxValues: settings.faceting.maxValuesPerFacet, order: settings.faceting.sortFacetValuesBy },
        maxTotalHits: settings.pagination.maxTotalHits,
      },
    },
  }
}
