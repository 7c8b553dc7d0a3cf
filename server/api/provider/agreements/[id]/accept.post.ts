import { acceptAgreement } from '../../../../catalog/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/agreements/:id/accept', async ({ app, person, params, body }) =>
  await acceptAgreement(app, { personId: person.id, ...params, ...body }))
