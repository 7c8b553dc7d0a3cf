import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { readContent } from '../../server/platform/files/content.ts'
import { keyOf, type Files } from '../../server/platform/files/storage.ts'
import { photos } from './data/photos.ts'
import { drawPhoto } from './draw-photo.ts'
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
    const { type, width, height, variants } = await readContent(bytes, 'photo')
    const id = idOf('file', `${offeringId} ${position}`)
    for (const variant of variants) await files.put(keyOf(id, variant.name), variant.bytes)
    rows.file.push({
      id, owner_id: idOf('provider', seed.provider), created_by: null, use: 'photo', type, bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'), width, height, variants: variants.map(({ name }) => name), published: true, loose_since: null,
    })
    rows.offering_photo.push({ offering_id: offeringId, position, file_id: id, alt_zh: seed.zh, alt_en: seed.en })
  }
}
