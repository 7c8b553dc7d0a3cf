import { archiveBundle } from '../../../../composer/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/bundles/:id/archive', async ({ app, person, params, body }) => ({
  revision: await archiveBundle(app, { personId: person.id, ...params, ...body }),
}))
