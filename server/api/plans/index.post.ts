import { makePlan } from '../../booking/index.ts'
import { readPlan } from '../../checkout/index.ts'
import { route } from '../../utils/route.ts'

export default route('POST /api/plans', async ({ app, body, person }) => {
  const id = await makePlan(app, { personId: person.id, body })
  return await readPlan(app.db, { personId: person.id, id })
})
