import { reschedule } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/legs/:id/move', async ({ app, body, params, person }) =>
  await reschedule(app, { who: person, target: { legId: params.id }, starts: [{ legId: params.id, start: body.start }] }))
