import { listProviders } from '../../../catalog/index.ts'
import { assertOperator } from '../../../identity/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/operator/providers', async ({ app, person, query }) => {
  assertOperator(person)
  return await listProviders(app.db, query)
})
