import { createBundle } from '../../../catalog/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/provider/bundles', async ({ app, person, body }) => ({
  id: await createBundle(app, { personId: person.id, ...body }),
}))
