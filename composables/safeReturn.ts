/** Where a sign-in may lead back to: a path of this site, and nothing that a browser would read as another host. */
export function safeReturn(wished: unknown, fallback: string): string {
  if (typeof wished !== 'string' || !wished.startsWith('/')) return fallback
  const here = 'http://here.invalid'
  const url = URL.canParse(wished, here) ? new URL(wished, here) : null
  if (url?.origin !== here || url.pathname.startsWith('//')) return fallback
  return `${url.pathname}${url.search}${url.hash}`
}
