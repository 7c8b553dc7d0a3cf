import { readResource } from '../../../../availability/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('GET /api/provider/team/:id', async ({ app, params, person }) =>
  await readResource(app, { id: params.id, personId: person.id }))
