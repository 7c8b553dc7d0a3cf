import { setResponseHeader } from 'h3'
import { listPublicPages } from '../catalog/index.ts'
import { route } from '../utils/route.ts'
import { sitemapOf } from '../utils/sitemap.ts'

export default route('GET /sitemap.xml', async ({ app, event }) => {
  setResponseHeader(event, 'Cache-Control', 'public, max-age=3600')
  return sitemapOf(await listPublicPages(app.db), app.config.LINLI_SITE_URL)
})
