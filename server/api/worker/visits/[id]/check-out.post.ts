import { checkOut } from '../../../../booking/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/worker/visits/:id/check-out', async ({ app, body, params, person }) =>
  await checkOut(app, { who: person, legId: params.id, answers: body.tasks }))
