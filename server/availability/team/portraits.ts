import { and, eq, inArray, isNotNull } from 'drizzle-orm'
import { violatedConstraint, type Tx } from '../../platform/database.ts'
import { dropFiles, holdFile } from '../../platform/files/index.ts'
import { fail } from '../errors.ts'
import { resource } from '../schema.ts'

/**
 * The portrait of a worker from now on; null: none. The one before is hidden and swept.
 * @throws {DomainError} `choice_invalid` for a file that is no portrait of the provider's, or is another's already
 */
export async function writePortrait(
  tx: Tx, { id, providerId, fileId }: { id: string, providerId: string, fileId: string | null },
): Promise<void> {
  const [row] = await tx.select({ before: resource.portraitFileId }).from(resource).where(eq(resource.id, id))
  const before = row?.before ?? null
  if (fileId === before) return
  if (fileId !== null) await holdFile(tx, { id: fileId, ownerId: providerId, use: 'portrait', field: 'portraitId' })
  await tx.update(resource).set({ portraitFileId: fileId }).where(eq(resource.id, id)).catch((error: unknown) => {
    throw violatedConstraint(error) === 'resource_portrait_file_id_key' ? fail('choice_invalid', { field: 'portraitId' }) : error
  })
  if (before !== null) await dropFiles(tx, [before])
}

/** A worker who leaves for good takes their face along. */
export async function forgetPortraits(tx: Tx, personId: string): Promise<void> {
  const own = await tx.select({ id: resource.id, fileId: resource.portraitFileId }).from(resource)
    .where(and(eq(resource.personId, personId), isNotNull(resource.portraitFileId)))
  await tx.update(resource).set({ portraitFileId: null }).where(inArray(resource.id, own.map(({ id }) => id)))
  await dropFiles(tx, own.flatMap(({ fileId }) => fileId ?? []))
}
