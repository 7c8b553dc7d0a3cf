import { createHash } from 'node:crypto'
import type { FileUseName } from '#shared/files.ts'
import { readContent } from '../../server/platform/files/content.ts'
import { keyOf, type Files } from '../../server/platform/files/storage.ts'
import type { Rows } from './rows.ts'

export interface SeededFile {
  id: string
  ownerId: string
  /** Who sent it; absent: nobody. */
  personId?: string
  use: FileUseName
  bytes: Buffer
  published?: boolean
}

/** Keeps a file as if it had been sent, with something that stands on it. @returns its id */
export async function keepSeeded(
  rows: Rows, files: Files, { id, ownerId, personId, use, bytes, published = false }: SeededFile,
): Promise<string> {
  const { type, width, height, variants } = await readContent(bytes, use)
  for (const variant of variants) await files.put(keyOf(id, variant.name), variant.bytes)
  rows.file.push({
    id, owner_id: ownerId, created_by: personId ?? null, use, type, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), width, height,
    variants: variants.map(({ name }) => name), published, loose_since: null,
  })
  return id
}
