import { readPayoutAccount } from '../../checkout/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/provider/payout-account', async ({ app, person, query }) =>
  await readPayoutAccount(app, { personId: person.id, ...query }))
