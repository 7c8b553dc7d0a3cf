import { sessionCookieName } from '../identity/index.ts'
import { openApiDocument } from '../utils/openapi.ts'
import { route } from '../utils/route.ts'

let document: Record<string, unknown> | undefined

export default route('GET /api/openapi.json', ({ app: { config } }) => {
  document ??= { ...openApiDocument({ siteUrl: config.LINLI_SITE_URL, sessionCookie: sessionCookieName(config) }) }
  return document
})
