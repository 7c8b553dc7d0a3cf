import { listScenarios } from '../../catalog/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/scenarios', async ({ app }) => await listScenarios(app.db))
