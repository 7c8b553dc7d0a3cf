import { readResource, restoreResource } from '../../../../availability/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/team/:id/restore', async ({ app, params, person }) => {
  await restoreResource(app, { id: params.id, personId: person.id })
  return await readResource(app, { id: params.id, personId: person.id })
})
