import { getBundle, toDetail } from '../../../catalog/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/bundles/:slug', async ({ app, params }) => toDetail(await getBundle(app.db, params.slug)))
