import { readVerification } from '../../../../catalog/index.ts'
import { assertOperator } from '../../../../identity/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('GET /api/operator/verifications/:id', async ({ app, person, params }) => {
  assertOperator(person)
  return await readVerification(app, params.id)
})
