import { readVerification, suspendProvider } from '../../../../catalog/index.ts'
import { assertOperator } from '../../../../identity/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/operator/providers/:id/suspension', async ({ app, person, params, body }) => {
  assertOperator(person)
  await suspendProvider(app, { operatorId: person.id, providerId: params.id, body })
  return await readVerification(app, params.id)
})
