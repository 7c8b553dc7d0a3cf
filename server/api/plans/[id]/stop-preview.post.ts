import { previewStop } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/plans/:id/stop-preview', async ({ app, body, params, person }) =>
  await previewStop(app, { who: person, planId: params.id, scope: body }))
