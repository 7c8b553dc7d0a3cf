import { listMoveTimes } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('GET /api/provider/legs/:id/move-times', async ({ app, params, person, query }) =>
  await listMoveTimes(app, { who: person, target: { legId: params.id }, ...query }))
