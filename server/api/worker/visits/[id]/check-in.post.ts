import { checkIn } from '../../../../booking/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/worker/visits/:id/check-in', async ({ app, params, person }) => await checkIn(app, { who: person, legId: params.id }))
