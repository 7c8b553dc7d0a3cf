import { metricsOf } from '../../utils/metrics.ts'
import { readiness } from '../../utils/readiness.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/health/metrics', async ({ app }) => metricsOf(await readiness(app)))
