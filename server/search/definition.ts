import { createHash } from 'node:crypto'
import type { IndexDefinition } from './engine.ts'

/** Bump when the same settings must lead to other stored words: a changed tokenizer, say. */
const indexFormat = 1

/** Names the settings: where an index was made with other ones, it is rebuilt. */
export const definitionHash = ({ primaryKey, settings }: IndexDefinition): string =>
  createHash('sha256').update(JSON.stringify([indexFormat, primaryKey, settings])).digest('hex').slice(0, 16)
