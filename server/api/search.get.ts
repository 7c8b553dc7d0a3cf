import { setResponseHeader } from 'h3'
import { noteSearch, searchBundles } from '../search/index.ts'
import { route } from '../utils/route.ts'

export default route('GET /api/search', async ({ app, query, event }) => {
  setResponseHeader(event, 'Cache-Control', 'public, max-age=10')
  const answer = await searchBundles(app, query)
  if (!answer.limited) noteSearch(app, query, answer)
  return answer
})
