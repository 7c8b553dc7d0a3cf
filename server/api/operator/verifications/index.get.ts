import { listVerifications } from '../../../catalog/index.ts'
import { assertOperator } from '../../../identity/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/operator/verifications', async ({ app, person, query }) => {
  assertOperator(person)
  return await listVerifications(app.db, query)
})
