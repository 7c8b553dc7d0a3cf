import { changeProfile, readOnboarding } from '../../catalog/index.ts'
import { route } from '../../utils/route.ts'

export default route('PUT /api/provider/profile', async ({ app, person, body }) => {
  await changeProfile(app, { personId: person.id, body })
  return await readOnboarding(app, { personId: person.id, providerId: body.providerId })
})
