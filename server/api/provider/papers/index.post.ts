import { addPaper, readOnboarding } from '../../../catalog/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/provider/papers', async ({ app, person, body }) => {
  await addPaper(app, { personId: person.id, body })
  return await readOnboarding(app, { personId: person.id, providerId: body.providerId })
})
