import sharp from 'sharp'
import type { Files } from '../../server/platform/files/storage.ts'
import { drawPortrait } from './draw-portrait.ts'
import { keepSeeded } from './keep-file.ts'
import { idOf } from './random.ts'
import type { Rows } from './rows.ts'

/** Draws the faces of the demo provider's people, but of the last: who has none is seen, too. */
export async function addPortraits(rows: Rows, files: Files): Promise<void> {
  const providerId = idOf('provider', 'jiahe')
  const crew = rows.resource.filter(({ provider_id: provider, kind }) => provider === providerId && kind === 'worker')
  for (const worker of crew.slice(0, -1)) {
    const key = String(worker.id)
    const bytes = await sharp(Buffer.from(drawPortrait({ key, gender: worker.gender === 'male' ? 'male' : 'female' }))).png().toBuffer()
    worker.portrait_file_id = await keepSeeded(rows, files, { id: idOf('file', `portrait ${key}`), ownerId: providerId, use: 'portrait', bytes })
  }
}
