import { setResponseHeader } from 'h3'
import { variantNames } from '#shared/files.ts'
import { readPhoto } from '../../platform/files/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/photos/:file', async ({ app, event, params }) => {
  const variant = variantNames.find(name => params.file.endsWith(`-${name}.webp`))!
  const { bytes } = await readPhoto(app, { id: params.file.slice(0, 36), variant })
  // An id is one picture for ever: another picture has another id.
  setResponseHeader(event, 'Cache-Control', 'public, max-age=31536000, immutable')
  return bytes
})
