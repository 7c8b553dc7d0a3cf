import { route } from '../../utils/route.ts'

export default route('GET /api/health/live', () => ({ status: 'ok' }))
