import { setResponseHeader } from 'h3'
import { scenarioOf } from '../../catalog/index.ts'
import { knownScenarios } from '../../utils/known-scenarios.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/scenarios/:slug', async ({ app, params, event }) => {
  const scenario = scenarioOf(await knownScenarios(app.db), params.slug)
  setResponseHeader(event, 'Cache-Control', 'public, max-age=30')
  return scenario
})
