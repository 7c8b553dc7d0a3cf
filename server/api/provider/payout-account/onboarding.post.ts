import { openProviderOnboarding } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/provider/payout-account/onboarding', async ({ app, person, query }) =>
  await openProviderOnboarding(app, { personId: person.id, email: person.email, ...query }))
