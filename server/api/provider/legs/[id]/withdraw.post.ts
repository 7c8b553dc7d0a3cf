import { giveUpLeg } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/legs/:id/withdraw', async ({ app, body, params, person }) =>
  await giveUpLeg(app, { who: person, legId: params.id, event: 'withdraw', reason: body.reason }))
