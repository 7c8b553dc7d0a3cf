import { removeDaysOff } from '../../../../../availability/index.ts'
import { route } from '../../../../../utils/route.ts'

export default route('DELETE /api/provider/team/:id/days-off/:dayOffId', async ({ app, params, person }) =>
  await removeDaysOff(app, { personId: person.id, ...params }))
