import type { Settings } from 'meilisearch'
import type { IndexSettings } from '../engine.ts'
import { simplifyText } from '../fold.ts'

/** The settings in Meilisearch's words. Its own table of traditional characters has gaps, so all text is simplified before. */
export function toMeilisearch({ typos, facets, ...settings }: IndexSettings): Settings {
  const filterable = settings.filterable.filter(field => field !== '_geo')
  return {
    searchableAttributes: [...settings.searchable],
    filterableAttributes: [
      { attributePatterns: filterable, features: { facetSearch: true, filter: { equality: true, comparison: true } } },
      ...(settings.filterable.includes('_geo') ? ['_geo'] : []),
    ],
    sortableAttributes: [...settings.sortable],
    rankingRules: settings.ranking.map(rule => typeof rule === 'string' ? rule : `${rule.field}:${rule.order}`),
    dictionary: settings.dictionary.map(simplifyText),
    synonyms: Object.fromEntries(Object.entries(settings.synonyms).map(([key, values]) => [simplifyText(key), values.map(simplifyText)])),
    stopWords: settings.stopWords.map(simplifyText),
    typoTolerance: {
      enabled: true,
      minWordSizeForTypos: { oneTypo: 5, twoTypos: 9 },
      disableOnNumbers: typos.disableOnNumbers,
      disableOnAttributes: [...typos.disableOnFields],
    },
    localizedAttributes: settings.languages.map(({ patterns, locales }) => ({ attributePatterns: [...patterns], locales: [...locales] })),
    faceting: { maxValuesPerFacet: facets.maxValues, sortFacetValuesBy: { ...facets.order } },
    pagination: { maxTotalHits: settings.maxTotalHits },
    searchCutoffMs: 1500,
  }
}
