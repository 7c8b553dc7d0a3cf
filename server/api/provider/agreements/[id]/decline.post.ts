import { declineAgreement } from '../../../../catalog/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/agreements/:id/decline', async ({ app, person, params, body }) =>
  await declineAgreement(app, { personId: person.id, ...params, ...body }))
