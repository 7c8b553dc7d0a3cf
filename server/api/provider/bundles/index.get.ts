import { listBundles } from '../../../catalog/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/provider/bundles', async ({ app, person, query }) =>
  await listBundles(app.db, { personId: person.id, ...query }))
