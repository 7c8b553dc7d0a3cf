import type { Document, IndexSettings, Json, Scalar } from '../engine.ts'
import { hardGap, type Tokenize } from '../tokens.ts'
import { maxLetters } from './parse-query.ts'
import { attributeSpan, placeOf } from './postings.ts'

/** Everything that stands at a path, through arrays of objects; undefined where nothing does. */
export function valuesAt(value: Json | undefined, path: readonly string[]): Json[] | undefined {
  if (value === undefined) return undefined
  if (path.length === 0) return [value]
  if (Array.isArray(value)) {
    const found = value.flatMap(item => valuesAt(item, path) ?? [])
    return found.length > 0 ? found : undefined
  }
  if (value === null || typeof value !== 'object') return undefined
  const [key, ...rest] = path
  return valuesAt(value[key!], rest)
}

const isScalar = (value: Json): value is Scalar => value !== null && typeof value !== 'object'
const flat = (values: readonly Json[]): Json[] => values.flatMap(value => Array.isArray(value) ? flat(value) : [value])

/** `undefined`: missing; `null`: null; `[]`: empty; else its values. */
export function columnAt(document: Document, path: string): Scalar[] | null | undefined {
  const values = valuesAt(document, path.split('.'))
  if (values === undefined) return undefined
  if (values.every(value => value === null)) return null
  return flat(values).filter(isScalar).filter(value => value !== '')
}

/** The text of each value at a path: an array's items are apart, as if a sentence ended between them. */
export const textsAt = (document: Document, path: string): string[] =>
  flat(valuesAt(document, path.split('.')) ?? []).filter(isScalar).map(String)

export interface DocumentText {
  /** Places of each word, ascending. */
  places: Map<string, number[]>
  /** Words of each searchable attribute, stop words left out. */
  lengths: number[]
}

export function textOf(document: Document, { searchable, stopWords }: Pick<IndexSettings, 'searchable' | 'stopWords'>, tokenize: Tokenize): DocumentText {
  const places = new Map<string, number[]>()
  const stop = new Set(stopWords)
  const lengths = searchable.map((path, attribute) => {
    let offset = 0
    let length = 0
    for (const text of textsAt(document, path)) {
      const tokens = tokenize(text)
      for (const { word, position } of tokens) {
        if (stop.has(word)) continue
        length++
        if (word.length > maxLetters) continue
        const place = placeOf(attribute, offset + position)
        const known = places.get(word)
        if (known === undefined) places.set(word, [place])
        else if (known.at(-1) !== place) known.push(place)
      }
      offset += (tokens.at(-1)?.position ?? 0) + hardGap
    }
    return Math.min(length, attributeSpan)
  })
  return { places, lengths }
}
