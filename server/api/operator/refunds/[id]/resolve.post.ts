import { resolveRefund } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/operator/refunds/:id/resolve', async ({ app, body, params, person }) =>
  await resolveRefund(app, { who: person, id: params.id, ...body }))
