import { readProviderBoard } from '../../booking/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/provider/board', async ({ app, person, query }) => await readProviderBoard(app.db, { personId: person.id, ...query }))
