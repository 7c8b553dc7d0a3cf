import { saveDraft } from '../../../../catalog/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('PUT /api/provider/bundles/:id', async ({ app, person, params, body }) => ({
  revision: await saveDraft(app, { personId: person.id, ...params, ...body }),
}))
