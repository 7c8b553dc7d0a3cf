import { readPlan, stopPlan } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/plans/:id/stops', async ({ app, body, params, person }) => {
  await stopPlan(app, { who: person, planId: params.id, body })
  return await readPlan(app.db, { personId: person.id, id: params.id })
})
