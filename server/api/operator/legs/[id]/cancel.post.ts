import { cancelByOperator } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/operator/legs/:id/cancel', async ({ app, body, params, person }) =>
  await cancelByOperator(app, { who: person, legId: params.id, reason: body.reason }))
