import { listPlans } from '../../booking/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/plans', async ({ app, person }) => await listPlans(app.db, person.id))
