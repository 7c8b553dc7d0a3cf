import { readProviderFigures } from '../../booking/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/provider/figures', async ({ app, person, query }) => await readProviderFigures(app.db, { personId: person.id, ...query }))
