import { setResponseHeader } from 'h3'
import { suggestBundles } from '../search/index.ts'
import { route } from '../utils/route.ts'

export default route('GET /api/suggest', async ({ app, query, event }) => {
  setResponseHeader(event, 'Cache-Control', 'public, max-age=60')
  return await suggestBundles(app, query.q)
})
