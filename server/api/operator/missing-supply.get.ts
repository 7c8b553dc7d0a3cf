import { missingSupply } from '../../search/index.ts'
import { fail } from '../../utils/errors.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/operator/missing-supply', async ({ app, person, query }) => {
  if (!person.operator) throw fail('not_found')
  return await missingSupply(app, query)
})
