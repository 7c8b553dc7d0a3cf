import { findOffered } from '../../catalog/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/provider/partner-offerings', async ({ app, person, query }) =>
  await findOffered(app.db, { personId: person.id, ...query }))
