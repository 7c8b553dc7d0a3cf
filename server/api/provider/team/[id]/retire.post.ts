import { readResource, retireResource } from '../../../../availability/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/team/:id/retire', async ({ app, body, params, person }) => {
  await retireResource(app, { personId: person.id, ...params, ...body })
  return await readResource(app, { id: params.id, personId: person.id })
})
