import { readProviderStatement } from '../../checkout/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/provider/statement', async ({ app, person, query }) =>
  await readProviderStatement(app, { personId: person.id, ...query }))
