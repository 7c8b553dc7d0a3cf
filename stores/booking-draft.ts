/**
 * The last choice of each bundle, as the query of its page, kept for the tab: whoever comes back to a bundle by another way finds it as it
 * was left. The address stays the truth: a page that is opened with a choice shows that one.
 */
export const useBookingDraftStore = defineStore('booking-draft', () => {
  const storageKey = 'linli_drafts'
  const drafts = ref<Record<string, Record<string, string>>>({})
  /** The district that was chosen last, for the next bundle. */
  const district = ref<string | null>(null)

  /** In the browser, after hydration. */
  function restore(): void {
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null')
      if (typeof kept !== 'object' || kept === null) return
      if ('drafts' in kept && typeof kept.drafts === 'object' && kept.drafts !== null) drafts.value = { ...kept.drafts, ...drafts.value }
      if ('district' in kept && typeof kept.district === 'string') district.value ??= kept.district
    } catch {
      // Storage that is closed or spoilt: the draft begins empty.
    }
  }

  function keep(slug: string, query: Record<string, string>): void {
    drafts.value = { ...drafts.value, [slug]: query }
    if (query.district) district.value = query.district
    try {
      sessionStorage.setItem(storageKey, JSON.stringify({ drafts: drafts.value, district: district.value }))
    } catch {
      // As above: it then lives as long as the page.
    }
  }

  return { drafts, district, restore, keep }
})
