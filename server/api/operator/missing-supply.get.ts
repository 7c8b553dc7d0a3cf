import { assertOperator } from '../../identity/index.ts'
import { missingSupply } from '../../search/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/operator/missing-supply', async ({ app, person, query }) => {
  assertOperator(person)
  return await missingSupply(app, query)
})
