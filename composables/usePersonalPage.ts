/** A page about one person: with a title, in no search engine and in no cache. */
export function usePersonalPage(title: () => string): void {
  useSeoMeta({ title, robots: 'noindex, nofollow' })
  if (import.meta.server) useResponseHeader('cache-control').value = 'private, no-store'
}
