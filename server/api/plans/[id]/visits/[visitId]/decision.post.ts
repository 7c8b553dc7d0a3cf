import { decideVisit } from '../../../../../booking/index.ts'
import { readPlan } from '../../../../../checkout/index.ts'
import { route } from '../../../../../utils/route.ts'

export default route('POST /api/plans/:id/visits/:visitId/decision', async ({ app, body, params, person }) => {
  await decideVisit(app, { personId: person.id, planId: params.id, visitId: params.visitId, decision: body.decision })
  return await readPlan(app.db, { personId: person.id, id: params.id })
})
