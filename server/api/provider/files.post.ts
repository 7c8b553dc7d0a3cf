import { openDesk } from '../../identity/index.ts'
import { keepFile } from '../../platform/files/index.ts'
import { route } from '../../utils/route.ts'

export default route('POST /api/provider/files', async ({ app, person, query, readFile }) => {
  const { providerId } = await openDesk(app.db, { personId: person.id, providerId: query.providerId })
  return await keepFile(app, { bytes: await readFile(), use: query.use, ownerId: providerId, personId: person.id })
})
