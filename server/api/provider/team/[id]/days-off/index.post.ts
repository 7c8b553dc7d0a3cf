import { addDaysOff, readResource } from '../../../../../availability/index.ts'
import { route } from '../../../../../utils/route.ts'

export default route('POST /api/provider/team/:id/days-off', async ({ app, body, params, person }) => {
  await addDaysOff(app, { personId: person.id, ...params, ...body })
  return await readResource(app.db, { id: params.id, personId: person.id })
})
