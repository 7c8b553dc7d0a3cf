import { fail } from '../../utils/errors.ts'
import { readiness } from '../../utils/readiness.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/health/ready', async ({ app }) => {
  const { isReady, ...report } = await readiness(app)
  if (!isReady) throw fail('unavailable', { report })
  return { status: 'ok', ...report }
})
