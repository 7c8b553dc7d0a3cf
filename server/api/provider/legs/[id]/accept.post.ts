import { acceptLeg } from '../../../../booking/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/legs/:id/accept', async ({ app, params, person }) => await acceptLeg(app, { who: person, legId: params.id }))
