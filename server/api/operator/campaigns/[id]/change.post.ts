import { changeCampaign } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/operator/campaigns/:id/change', async ({ app, body, params, person }) =>
  await changeCampaign(app, { who: person, id: params.id, body }))
