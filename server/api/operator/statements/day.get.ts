import { readStatementOfDay } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/operator/statements/day', async ({ app, person, query }) =>
  await readStatementOfDay(app, { who: person, ...query }))
