import { setResponseHeaders } from 'h3'
import { readLinkedFile } from '../../platform/files/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/files/:id', async ({ app, event, params, query }) => {
  const { bytes, type } = await readLinkedFile(app, { id: params.id, ...query })
  const isImage = type.startsWith('image/')
  setResponseHeaders(event, {
    'Content-Type': type,
    'Content-Disposition': isImage ? 'inline' : `attachment; filename="${params.id}.pdf"`,
    'Content-Security-Policy': 'default-src \'none\'; sandbox; frame-ancestors \'none\'',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'private, no-store',
    'Referrer-Policy': 'no-referrer',
  })
  return bytes
})
