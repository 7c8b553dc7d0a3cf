import { eq } from 'drizzle-orm'
import { violatedConstraint, type Tx } from '../../platform/database.ts'
import { dropFiles, holdFile, publishFiles } from '../../platform/files/index.ts'
import { fail } from '../errors.ts'
import { offeringPhoto } from '../schema.ts'
import type { OfferingRow, Photo } from './content.ts'

/**
 * The photos of an offering from now on, in their order. Those of what is on sale are for everybody; what is taken out is hidden at once.
 * @throws {DomainError} `choice_invalid` for a photo that is none of the provider's, or is another offering's already
 */
export async function writePhotos(
  tx: Tx, { row, before, photos }: { row: OfferingRow, before: readonly Photo[], photos: readonly Photo[] },
): Promise<void> {
  const known = new Set(before.map(({ fileId }) => fileId))
  const kept = new Set(photos.map(({ fileId }) => fileId))
  for (const { fileId } of photos) {
    if (!known.has(fileId)) await holdFile(tx, { id: fileId, ownerId: row.providerId, use: 'photo', field: 'photos' })
  }
  await tx.delete(offeringPhoto).where(eq(offeringPhoto.offeringId, row.id))
  if (photos.length > 0) {
    await tx.insert(offeringPhoto).values(photos.map(({ fileId, alt }, position) => ({
      offeringId: row.id, position, fileId, altZh: alt.zh, altEn: alt.en,
    }))).catch((error: unknown) => {
      throw violatedConstraint(error) === 'offering_photo_file_id_key' ? fail('choice_invalid', { field: 'photos' }) : error
    })
  }
  await dropFiles(tx, [...known].filter(id => !kept.has(id)))
  await showPhotos(tx, { status: row.status, photos })
}

/** Everybody may see the photos of what is on sale, and of nothing else. */
export async function showPhotos(
  tx: Tx, { status, photos }: { status: OfferingRow['status'], photos: readonly Photo[] },
): Promise<void> {
  await publishFiles(tx, photos.map(({ fileId }) => fileId), status === 'published')
}
