import { readPlan } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/plans/:id', async ({ app, params, person }) => await readPlan(app.db, { personId: person.id, id: params.id }))
