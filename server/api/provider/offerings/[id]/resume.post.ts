import { readOffering, resumeOffering } from '../../../../availability/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/offerings/:id/resume', async ({ app, body, params, person }) => {
  await resumeOffering(app, { personId: person.id, ...params, ...body })
  return await readOffering(app, { id: params.id, personId: person.id })
})
