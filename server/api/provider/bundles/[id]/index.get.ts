import { readComposed } from '../../../../catalog/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('GET /api/provider/bundles/:id', async ({ app, person, params }) =>
  await readComposed(app.db, { personId: person.id, ...params }))
