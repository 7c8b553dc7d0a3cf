import { getScenario } from '../../catalog/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/scenarios/:slug', async ({ app, params }) => await getScenario(app.db, params.slug))
