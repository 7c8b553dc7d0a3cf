/** A GET form goes where the browser would take it, without loading the page anew: its action and its filled fields. */
export function submitSearch(event: Event): void {
  if (!(event.target instanceof HTMLFormElement)) return
  const query: Record<string, string[]> = {}
  for (const [name, value] of new FormData(event.target)) {
    if (typeof value === 'string' && value.trim() !== '') query[name] = [...(query[name] ?? []), value.trim()]
  }
  void navigateTo({ path: new URL(event.target.action).pathname, query })
}
