import { noteClick } from '../../search/index.ts'
import { route } from '../../utils/route.ts'

export default route('POST /api/search/clicks', async ({ app, body, address }) => await noteClick(app, { ...body, address }))
