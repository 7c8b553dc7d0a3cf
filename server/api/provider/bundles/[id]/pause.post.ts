import { pauseBundle } from '../../../../composer/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/bundles/:id/pause', async ({ app, person, params, body }) => ({
  revision: await pauseBundle(app, { personId: person.id, ...params, ...body }),
}))
