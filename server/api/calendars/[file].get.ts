import { setResponseHeader } from 'h3'
import { readFeed } from '../../notification/index.ts'
import { sha256 } from '../../platform/secrets.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/calendars/:file', async ({ app, event, params }) => {
  const calendar = await readFeed(app, params.file.replace(/\.ics$/, ''))
  setResponseHeader(event, 'ETag', `"${sha256(calendar)}"`)
  setResponseHeader(event, 'Cache-Control', 'private, no-cache')
  setResponseHeader(event, 'Referrer-Policy', 'no-referrer')
  return calendar
})
