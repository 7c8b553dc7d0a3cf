import { resolveDispute } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/operator/legs/:id/resolve', async ({ app, body, params, person }) =>
  await resolveDispute(app, { who: person, legId: params.id, ...body }))
