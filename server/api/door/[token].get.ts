import { setResponseHeaders } from 'h3'
import { readDoor } from '../../booking/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/door/:token', async ({ address, app, event, params }) => {
  setResponseHeaders(event, { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex' })
  return await readDoor(app, { token: params.token, address })
})
