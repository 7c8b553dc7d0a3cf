import { setResponseHeader } from 'h3'
import { listDistricts, type District } from '../identity/index.ts'
import { route } from '../utils/route.ts'

const keepMs = 60_000
let kept: { districts: readonly District[], until: number } | undefined

export default route('GET /api/districts', async ({ app, event }) => {
  setResponseHeader(event, 'Cache-Control', 'public, max-age=60')
  if (kept && kept.until > performance.now()) return kept.districts
  const districts = await listDistricts(app.db)
  kept = { districts, until: performance.now() + keepMs }
  return districts
})
