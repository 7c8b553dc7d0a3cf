import type { SuggestAnswer } from '#shared/schemas/catalog.ts'

const pauseMs = 150

/**
 * What somebody who is typing may mean. A request that is overtaken by more typing is ended, so that an older answer never takes the place
 * of a newer one; a failure suggests nothing.
 */
export function useSuggestions() {
  const suggestions = shallowRef<SuggestAnswer['suggestions']>([])
  let asking: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function clear(): void {
    clearTimeout(timer)
    asking?.abort()
    suggestions.value = []
  }

  function ask(q: string): void {
    clearTimeout(timer)
    asking?.abort()
    if (q.trim() === '') return clear()
    timer = setTimeout(async () => {
      const { signal } = asking = new AbortController()
      const answer = await $fetch<SuggestAnswer>('/api/suggest', { query: { q: q.slice(0, 200) }, signal }).catch(() => ({ suggestions: [] }))
      if (!signal.aborted) suggestions.value = answer.suggestions
    }, pauseMs)
  }

  onBeforeUnmount(clear)
  return { suggestions, ask, clear }
}
