import { giveUpLeg } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/legs/:id/decline', async ({ app, body, params, person }) =>
  await giveUpLeg(app, { who: person, legId: params.id, event: 'decline', reason: body.reason }))
