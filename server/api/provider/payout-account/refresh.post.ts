import { readPayoutAccount } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/provider/payout-account/refresh', async ({ app, person, query }) =>
  await readPayoutAccount(app, { personId: person.id, ...query, refresh: true }))
