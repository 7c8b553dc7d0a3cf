import { readOnboarding, submitProvider } from '../../catalog/index.ts'
import { route } from '../../utils/route.ts'

export default route('POST /api/provider/submission', async ({ app, person, body }) => {
  await submitProvider(app, { personId: person.id, body })
  return await readOnboarding(app, { personId: person.id, providerId: body.providerId })
})
