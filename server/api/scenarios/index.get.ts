import { setResponseHeader } from 'h3'
import { knownScenarios } from '../../utils/known-scenarios.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/scenarios', async ({ app, event }) => {
  setResponseHeader(event, 'Cache-Control', 'public, max-age=30')
  return await knownScenarios(app.db)
})
