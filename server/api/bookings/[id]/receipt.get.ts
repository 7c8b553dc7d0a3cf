import { readReceipt } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/bookings/:id/receipt', async ({ app, params, person }) =>
  await readReceipt(app, { personId: person.id, id: params.id }))
