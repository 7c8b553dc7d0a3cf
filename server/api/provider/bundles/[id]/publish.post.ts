import { publishBundle } from '../../../../composer/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/bundles/:id/publish', async ({ app, person, params, body }) => ({
  revision: await publishBundle(app, { personId: person.id, ...params, ...body }),
}))
