import { readOffering } from '../../../../availability/index.ts'
import { pauseOffering } from '../../../../catalog/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/offerings/:id/pause', async ({ app, body, params, person }) => {
  await pauseOffering(app, { personId: person.id, ...params, ...body })
  return await readOffering(app, { id: params.id, personId: person.id })
})
