import { addDaysOff } from '../../availability/index.ts'
import { route } from '../../utils/route.ts'

export default route('POST /api/provider/days-off', async ({ app, body, person }) =>
  await addDaysOff(app, { personId: person.id, ...body }))
