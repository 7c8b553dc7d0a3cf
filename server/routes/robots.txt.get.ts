import { route } from '../utils/route.ts'

export default route('GET /robots.txt', ({ app }) => [
  'User-agent: *',
  // Personal pages hold nothing for others.
  ...['/account', '/bookings', '/checkout', '/household', '/provider', '/sign-in'].flatMap(path => [`Disallow: ${path}`, `Disallow: /en${path}`]),
  `Sitemap: ${new URL('/sitemap.xml', app.config.LINLI_SITE_URL)}`,
  '',
].join('\n'))
