import { readOnboarding } from '../../catalog/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/provider/onboarding', async ({ app, person, query }) => await readOnboarding(app, { personId: person.id, ...query }))
