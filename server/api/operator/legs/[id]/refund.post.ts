import { refundByHand } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/operator/legs/:id/refund', async ({ app, body, params, person }) =>
  await refundByHand(app, { who: person, legId: params.id, ...body }))
