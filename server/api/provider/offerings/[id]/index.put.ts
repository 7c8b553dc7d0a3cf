import { changeOffering, readOffering } from '../../../../availability/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('PUT /api/provider/offerings/:id', async ({ app, body, params, person }) => {
  await changeOffering(app, { personId: person.id, ...params, ...body })
  return await readOffering(app, { id: params.id, personId: person.id })
})
