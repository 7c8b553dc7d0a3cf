import { createProvider, readOnboarding } from '../../catalog/index.ts'
import { route } from '../../utils/route.ts'

export default route('POST /api/providers', async ({ app, person, body }) => {
  const providerId = await createProvider(app, { personId: person.id, body })
  return await readOnboarding(app, { personId: person.id, providerId })
})
