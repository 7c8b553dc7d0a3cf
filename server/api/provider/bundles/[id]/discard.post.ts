import { discardDraft } from '../../../../catalog/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/bundles/:id/discard', async ({ app, person, params, body }) => ({
  revision: await discardDraft(app, { personId: person.id, ...params, ...body }),
}))
