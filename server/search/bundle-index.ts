import { stopWords, synonyms, tradeWords } from './bundle-words.ts'
import type { IndexDefinition } from './engine.ts'

/** The index of the public bundles; `document.ts` makes what stands in it. */
export const bundleIndex: IndexDefinition = {
  name: 'bundles',
  primaryKey: 'id',
  settings: {
    searchable: [
      'title_zh', 'title_en', 'legs_zh', 'legs_en', 'categories_zh', 'categories_en', 'scenario_zh', 'scenario_en',
      'summary_zh', 'summary_en', 'providers_zh', 'providers_en', 'districts_zh', 'districts_en', 'pinyin',
    ],
    filterable: [
      'scenario', 'category', 'district', 'price', 'currency', 'rating', 'elder_friendly', 'instant', 'languages', 'credentials',
      'free_days', 'free_parts', 'parts', 'due_at', '_geo',
    ],
    sortable: ['price', 'rating', 'next_free', '_geo'],
    ranking: ['words', 'typo', 'proximity', 'attributeRank', 'sort', 'wordPosition', 'exactness', { field: 'popularity', order: 'desc' }],
    dictionary: tradeWords,
    synonyms,
    stopWords,
    typos: { disableOnNumbers: true, disableOnFields: ['pinyin'] },
    languages: [{ patterns: ['*_zh'], locales: ['cmn'] }, { patterns: ['*_en', 'pinyin'], locales: ['eng'] }],
    facets: { maxValues: 100, order: { '*': 'count' } },
    maxTotalHits: 10_000,
  },
}
