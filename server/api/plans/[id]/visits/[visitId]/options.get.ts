import { listVisitOptions } from '../../../../../booking/index.ts'
import { route } from '../../../../../utils/route.ts'

export default route('GET /api/plans/:id/visits/:visitId/options', async ({ app, params, person }) =>
  await listVisitOptions(app, { personId: person.id, planId: params.id, visitId: params.visitId }))
