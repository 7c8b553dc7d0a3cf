import { readMismatches } from '../../checkout/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/operator/mismatches', async ({ app, person, query }) =>
  await readMismatches(app, { who: person, ...query }))
