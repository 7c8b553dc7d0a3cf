import { changeResource, readResource } from '../../../../availability/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('PUT /api/provider/team/:id', async ({ app, body, params, person }) => {
  await changeResource(app, { personId: person.id, ...params, ...body })
  return await readResource(app, { id: params.id, personId: person.id })
})
