import { setResponseHeader } from 'h3'
import { listCategories } from '../catalog/index.ts'
import { remember } from '../platform/remember.ts'
import { route } from '../utils/route.ts'

const knownCategories = remember(listCategories, { freshMs: 60_000 })

export default route('GET /api/categories', async ({ app, event }) => {
  setResponseHeader(event, 'Cache-Control', 'public, max-age=60')
  return await knownCategories(app.db)
})
