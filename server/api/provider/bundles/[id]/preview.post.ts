import { previewDraft } from '../../../../composer/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/bundles/:id/preview', async ({ app, person, params, body }) =>
  await previewDraft(app, { personId: person.id, ...params, ...body }))
