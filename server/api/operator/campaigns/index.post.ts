import { createCampaign } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/operator/campaigns', async ({ app, body, person }) => ({ id: await createCampaign(app, { who: person, body }) }))
