import type { Document, Json } from '../engine.ts'
import { storable } from '../definition.ts'
import { simplifyText } from '../fold.ts'

/** Where a document keeps its own writing of the top-level fields that were simplified. */
export const originalsField = 'linli_originals'

/** The document as Meilisearch gets it: the searchable fields in simplified characters, what that changed kept beside them. */
export function toStored(given: Document, searchable: readonly string[]): Document {
  const document = storable(given)
  const stored: Record<string, Json> = { ...document }
  const originals: Record<string, Json> = {}
  for (const field of new Set(searchable.map(path => path.split('.')[0]!))) {
    const value = document[field]
    if (value === undefined) continue
    const simple = mapTexts(value, simplifyText)
    if (JSON.stringify(simple) === JSON.stringify(value)) continue
    stored[field] = simple
    originals[field] = value
  }
  // Always written, so that a merge also forgets the originals of what it replaces.
  stored[originalsField] = originals
  return stored
}

function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map(item => mapTexts(item, change))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, change)]))
}

/** The document as it was given. */
export function fromStored(stored: Readonly<Record<string, unknown>>): Record<string, Json> {
  const { [originalsField]: originals, _formatted, _geoDistance, ...document } = stored
  // What comes back is what was sent as JSON.
  return { ...document, ...(originals as Document | undefined) } as Record<string, Json>
}

/** The marks of a simplified text, put into the original: simplifying moves no character. */
export function remark(marked: string, original: string, { before, after }: { before: string, after: string }): string {
  let text = ''
  let at = 0
  for (let i = 0; i < marked.length;) {
    const mark = [before, after].find(sign => marked.startsWith(sign, i))
    if (mark !== undefined) {
      text += mark
      i += mark.length
    } else {
      text += original[at++] ?? ''
      i++
    }
  }
  return text
}
