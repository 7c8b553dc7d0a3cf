import { createHash } from 'node:crypto'
import { SearchRequestError, type Document, type IndexDefinition, type Json } from './engine.ts'

/** Bump when the same settings must lead to other stored words: a changed tokenizer, say. */
const indexFormat = 2

/** Names the settings: where an index was made with other ones, it is rebuilt. */
export const definitionHash = ({ primaryKey, settings }: IndexDefinition): string =>
  createHash('sha256').update(JSON.stringify([indexFormat, primaryKey, settings])).digest('hex').slice(0, 16)

/** @throws {SearchRequestError} where the document has no primary key */
export function documentId({ name, primaryKey }: IndexDefinition, document: Document): string {
  const id = document[primaryKey]
  if (typeof id === 'string' || typeof id === 'number') return String(id)
  throw new SearchRequestError('invalid_document_id', `a document of ${name} has no ${primaryKey}`)
}

/** Without halves of surrogate pairs and without NUL: neither PostgreSQL's jsonb nor Meilisearch's JSON takes them. */
export function storable<T extends Json | Document>(value: T): T {
  return JSON.parse(JSON.stringify(value, (_, inner: unknown) => typeof inner === 'string' ? inner.toWellFormed().replaceAll('\0', '') : inner)) as T
}

export const onlyFields = (document: Document, fields: readonly string[]): Document =>
  Object.fromEntries(fields.flatMap(field => document[field] === undefined ? [] : [[field, document[field]]]))
