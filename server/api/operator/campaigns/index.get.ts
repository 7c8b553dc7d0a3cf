import { readCampaigns } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/operator/campaigns', async ({ app, person, query }) => await readCampaigns(app, { who: person, ...query }))
