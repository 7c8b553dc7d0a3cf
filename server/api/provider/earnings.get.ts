import { readEarnings } from '../../checkout/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/provider/earnings', async ({ app, person, query }) =>
  await readEarnings(app, { personId: person.id, ...query }))
