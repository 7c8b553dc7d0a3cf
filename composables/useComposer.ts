import { legsOf, type Draft } from '#shared/draft.ts'
import type { Composed, Offered, Preview } from '#shared/schemas/composer.ts'

/** How long nobody types before a draft is looked at. */
const pauseMs = 400

/**
 * A bundle in the making: the draft as it stands on the page, whether it is saved, and what the solver says of it, asked again after each
 * change; what was asked of an older draft is dropped. What is not saved stays in the browser until it is saved or given up.
 */
export function useComposer(kept: Composed) {
  const { locale } = useI18n()
  const session = useSessionStore()
  const store = useBundleDraftStore()
  const draft = ref<Draft>(structuredClone(kept.draft))
  /** The one that was seen when the draft was begun. */
  const revision = ref(kept.revision)
  const savedText = ref(JSON.stringify(kept.draft))
  const offerings = ref<Record<string, Offered>>(Object.fromEntries(kept.offerings.map(own => [own.id, own])))
  const isDirty = computed(() => JSON.stringify(draft.value) !== savedText.value)
  /** What is on the page comes out of the browser, not from the server. */
  const restored = ref(false)
  const personId = () => session.person?.id ?? ''

  const preview = shallowRef<Preview | null>(null)
  const asking = ref(false)
  const failed = ref(false)
  let running: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function look(): Promise<void> {
    drop()
    const own = running = new AbortController()
    asking.value = true
    const { method, path } = splitOperation('POST /api/provider/bundles/:id/preview', { id: kept.id })
    try {
      const answer = await $fetch<Preview>(path, {
        method, body: { draft: draft.value }, signal: own.signal, headers: { 'accept-language': locale.value },
      })
      if (own.signal.aborted) return
      preview.value = answer
      failed.value = false
    } catch {
      if (own.signal.aborted) return
      failed.value = true
    }
    asking.value = false
  }

  function drop(): void {
    clearTimeout(timer)
    running?.abort()
  }

  function keepInBrowser(): void {
    if (!isDirty.value) return store.forget(personId(), kept.id)
    const used = new Set(legsOf(draft.value.stages).flatMap(({ alternatives }) => alternatives).map(({ offeringId }) => offeringId))
    store.keep(personId(), kept.id, {
      revision: revision.value, draft: draft.value, offerings: Object.values(offerings.value).filter(({ id }) => used.has(id)),
    })
  }

  onMounted(() => {
    const found = store.find(personId(), kept.id)
    if (found && JSON.stringify(found.draft) !== savedText.value) {
      know(found.offerings)
      draft.value = found.draft
      revision.value = found.revision
      restored.value = true
    }
    watch(draft, () => {
      drop()
      asking.value = true
      timer = setTimeout(() => void look(), pauseMs)
      keepInBrowser()
    }, { deep: true })
    void look()
  })
  onUnmounted(drop)

  function know(more: readonly Offered[]): void {
    offerings.value = { ...offerings.value, ...Object.fromEntries(more.map(own => [own.id, own])) }
  }

  /** It was saved as it was sent, under this revision. */
  function wasSaved(sent: Draft, now: number): void {
    revision.value = now
    savedText.value = JSON.stringify(sent)
    restored.value = false
    keepInBrowser()
  }

  /** What the server has takes the place of what is on the page. */
  function replace(next: Composed): void {
    know(next.offerings)
    draft.value = structuredClone(next.draft)
    wasSaved(next.draft, next.revision)
  }

  /** A key that no leg has. */
  function freeKey(): string {
    const taken = new Set(legsOf(draft.value.stages).map(({ key }) => key))
    let n = taken.size
    while (taken.has(`leg${n}`)) n++
    return `leg${n}`
  }

  /** There is nothing to come back to. */
  const forget = (): void => store.forget(personId(), kept.id)

  return { draft, revision, offerings, isDirty, restored, preview, asking, failed, look, know, wasSaved, replace, freeKey, forget }
}

export type Composer = ReturnType<typeof useComposer>
