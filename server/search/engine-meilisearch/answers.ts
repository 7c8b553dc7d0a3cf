import { onlyFields } from '../definition.ts'
import type { Hit, IndexDefinition, SearchRequest, SearchResult } from '../engine.ts'
import { fromStored, remark } from './documents.ts'

export interface Answer {
  hits: Record<string, unknown>[]
  totalHits?: number | undefined
  estimatedTotalHits?: number | undefined
  facetDistribution?: Record<string, Record<string, number>> | undefined
  facetStats?: Record<string, { min: number, max: number }> | undefined
}

export function resultOf(index: IndexDefinition, request: SearchRequest, [main, ...others]: readonly Answer[]): SearchResult {
  const all = [main!, ...others]
  return {
    hits: main!.hits.map(hit => hitOf(index, request, hit)),
    total: Math.min(main!.totalHits ?? main!.estimatedTotalHits ?? 0, index.settings.maxTotalHits),
    facets: Object.assign({}, ...all.map(answer => answer.facetDistribution ?? {})),
    stats: Object.assign({}, ...all.map(answer => answer.facetStats ?? {})),
  }
}

export const formattedFields = ({ highlight, crop }: SearchRequest): string[] =>
  [...new Set([...highlight?.fields ?? [], ...Object.keys(crop?.fields ?? {})])]

function hitOf(index: IndexDefinition, request: SearchRequest, stored: Record<string, unknown>): Hit {
  const document = fromStored(stored)
  const id = document[index.primaryKey]
  const distance = stored._geoDistance
  const formatted = stored._formatted !== null && typeof stored._formatted === 'object' ? stored._formatted as Record<string, unknown> : {}
  const { highlight, crop, retrieve } = request
  const highlighted = Object.fromEntries(formattedFields(request).flatMap((field) => {
    const text = formatted[field]
    const original = document[field]
    if (Array.isArray(text)) return [[field, text.join(', ')]]
    if (typeof text !== 'string') return []
    // Of a text that was cropped nobody knows where it began: it is shown in the characters that were searched.
    const isWhole = crop?.fields[field] === undefined
    return [[field, highlight && isWhole && typeof original === 'string' ? remark(text, original, highlight) : text]]
  }))
  return {
    id: typeof id === 'number' ? id : String(id),
    document: retrieve ? onlyFields(document, retrieve) : document,
    highlighted,
    ...(typeof distance === 'number' && { distance }),
  }
}
