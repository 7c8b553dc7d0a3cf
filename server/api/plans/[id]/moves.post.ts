import { movePlan, readPlan } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/plans/:id/moves', async ({ app, body, params, person }) => {
  await movePlan(app, { who: person, planId: params.id, body })
  return await readPlan(app.db, { personId: person.id, id: params.id })
})
