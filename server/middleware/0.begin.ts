import { defineEventHandler, removeResponseHeader } from 'h3'
import { getApp } from '../app.ts'
import { beginRequest } from '../utils/edge.ts'
import { setSecurityHeaders } from '../utils/headers.ts'

/** The first of all: nothing is answered before the app has started. */
export default defineEventHandler(async (event) => {
  const app = await getApp()
  beginRequest(event, app)
  setSecurityHeaders(event, { isHttps: app.config.LINLI_SITE_URL.startsWith('https:') })
  // A development server's pages run inline scripts and sockets of Vite's that no list can foresee.
  if (import.meta.dev) removeResponseHeader(event, 'Content-Security-Policy')
})
