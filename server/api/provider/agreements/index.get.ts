import { listAgreements } from '../../../catalog/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/provider/agreements', async ({ app, person, query }) =>
  await listAgreements(app.db, { personId: person.id, ...query }))
