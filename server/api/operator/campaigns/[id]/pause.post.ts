import { setCampaignPaused } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/operator/campaigns/:id/pause', async ({ app, body, params, person }) =>
  await setCampaignPaused(app, { who: person, id: params.id, ...body }))
