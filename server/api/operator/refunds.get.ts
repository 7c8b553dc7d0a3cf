import { readManualRefunds } from '../../checkout/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/operator/refunds', async ({ app, person, query }) =>
  await readManualRefunds(app, { who: person, ...query }))
