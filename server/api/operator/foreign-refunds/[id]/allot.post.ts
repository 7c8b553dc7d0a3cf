import { allotRefund } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/operator/foreign-refunds/:id/allot', async ({ app, body, params, person }) =>
  await allotRefund(app, { who: person, refundId: params.id, ...body }))
