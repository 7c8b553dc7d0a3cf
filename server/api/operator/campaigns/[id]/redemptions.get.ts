import { readRedemptions } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('GET /api/operator/campaigns/:id/redemptions', async ({ app, params, person, query }) =>
  await readRedemptions(app, { who: person, id: params.id, page: query.page }))
