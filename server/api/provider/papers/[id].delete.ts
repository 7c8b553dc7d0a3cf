import { readOnboarding, removePaper } from '../../../catalog/index.ts'
import { route } from '../../../utils/route.ts'

export default route('DELETE /api/provider/papers/:id', async ({ app, person, params }) => {
  const providerId = await removePaper(app, { personId: person.id, id: params.id })
  return await readOnboarding(app, { personId: person.id, providerId })
})
