import { cancelSession } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/sessions/:id/cancel', async ({ app, body, params, person }) =>
  await cancelSession(app, { personId: person.id, ...params, ...body }))
