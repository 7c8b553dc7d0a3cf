import sharp from 'sharp'
import type { Files } from '../../server/platform/files/storage.ts'
import { photos } from './data/photos.ts'
import { drawPhoto } from './draw-photo.ts'
import { keepSeeded } from './keep-file.ts'
import { idOf } from './random.ts'
import type { Rows } from './rows.ts'

/** Draws the photos of a few offerings and keeps them as if their providers had sent them. */
export async function addPhotos(rows: Rows, files: Files): Promise<void> {
  const positions = new Map<string, number>()
  for (const seed of photos) {
    const offeringId = idOf('offering', `${seed.provider} ${seed.service}`)
    const position = positions.get(offeringId) ?? 0
    positions.set(offeringId, position + 1)
    const bytes = await sharp(Buffer.from(drawPhoto(seed))).png().toBuffer()
    const id = await keepSeeded(rows, files, {
      id: idOf('file', `${offeringId} ${position}`), ownerId: idOf('provider', seed.provider), use: 'photo', bytes, published: true,
    })
    rows.offering_photo.push({ offering_id: offeringId, position, file_id: id, alt_zh: seed.zh, alt_en: seed.en })
  }
}
