import type { LocalText } from '#shared/locale.ts'

interface Seen { slug: string, title: LocalText }

const storageKey = 'linli_shelf'
const mostSeen = 6
export const mostCompared = 3

/** What one has looked at and put side by side: kept in this browser alone, and told to nobody. */
export const useShelfStore = defineStore('shelf', () => {
  const seen = ref<Seen[]>([])
  const compared = ref<string[]>([])

  /** In the browser, after hydration. */
  function restore(): void {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null')
      if (typeof kept !== 'object' || kept === null) return
      if ('seen' in kept && Array.isArray(kept.seen)) seen.value = kept.seen.filter(isSeen).slice(0, mostSeen)
      if ('compared' in kept && Array.isArray(kept.compared)) compared.value = kept.compared.filter(isSlug).slice(0, mostCompared)
    } catch {
      // Storage that is closed or spoilt: the shelf begins empty.
    }
  }

  function keep(): void {
    try {
      localStorage.setItem(storageKey, JSON.stringify({ seen: seen.value, compared: compared.value }))
    } catch {
      // As above: it then lives as long as the page.
    }
  }

  function see({ slug, title }: Seen): void {
    seen.value = [{ slug, title }, ...seen.value.filter(one => one.slug !== slug)].slice(0, mostSeen)
    keep()
  }

  /** Puts a bundle to the others, or takes it away. A fourth finds no place. */
  function toggle(slug: string): void {
    if (compared.value.includes(slug)) compared.value = compared.value.filter(one => one !== slug)
    else if (compared.value.length < mostCompared) compared.value = [...compared.value, slug]
    keep()
  }

  return { seen, compared, restore, see, toggle }
})

const isSlug = (value: unknown): value is string => typeof value === 'string' && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value)

function isSeen(value: unknown): value is Seen {
  if (typeof value !== 'object' || value === null || !('slug' in value) || !('title' in value)) return false
  const { slug, title } = value
  return isSlug(slug) && typeof title === 'object' && title !== null && 'zh' in title && 'en' in title
    && typeof title.zh === 'string' && typeof title.en === 'string'
}
