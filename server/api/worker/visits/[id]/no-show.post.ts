import { reportNoShow } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/worker/visits/:id/no-show', async ({ app, body, params, person }) =>
  await reportNoShow(app, { who: person, legId: params.id, as: 'provider', reason: body.reason }))
