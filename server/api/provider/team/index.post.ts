import { addResource, readResource } from '../../../availability/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/provider/team', async ({ app, body, person }) =>
  await readResource(app, { id: await addResource(app, { personId: person.id, ...body }), personId: person.id }))
