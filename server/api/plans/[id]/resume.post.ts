import { resumePlan } from '../../../booking/index.ts'
import { readPlan } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/plans/:id/resume', async ({ app, params, person }) => {
  await resumePlan(app, { personId: person.id, planId: params.id })
  return await readPlan(app.db, { personId: person.id, id: params.id })
})
