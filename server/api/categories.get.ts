import { listCategories } from '../catalog/index.ts'
import { route } from '../utils/route.ts'

export default route('GET /api/categories', async ({ app }) => await listCategories(app.db))
