import { readRefundableLegs } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('GET /api/operator/bookings/:reference/legs', async ({ app, params, person }) =>
  await readRefundableLegs(app, { who: person, ...params }))
