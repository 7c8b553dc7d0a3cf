import { assertOperator, listActs } from '../../identity/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/operator/acts', async ({ app, person, query }) => {
  assertOperator(person)
  return await listActs(app.db, query)
})
