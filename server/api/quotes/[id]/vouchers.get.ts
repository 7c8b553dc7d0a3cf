import { offerVouchers } from '../../../catalog/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/quotes/:id/vouchers', async ({ app, params, person, query }) =>
  await offerVouchers(app, { personId: person.id, quoteId: params.id, code: query.code }))
