import { readPublicProvider } from '../../catalog/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/providers/:slug', async ({ app, params }) => await readPublicProvider(app.db, params.slug))
