import { legsOf, type Draft } from '#shared/draft.ts'
import type { Composed, Offered, Preview } from '#shared/schemas/composer.ts'

/** How long nobody types before a draft is looked at. */
const pauseMs = 250

/**
 * A bundle in the making: the draft as it stands on the page, whether it is saved, and what the solver says of it, asked again after each
 * change; an answer that a newer question has overtaken is dropped.
 */
export function useComposer(kept: Composed) {
  const { locale } = useI18n()
  const draft = ref<Draft>(structuredClone(kept.draft))
  const revision = ref(kept.revision)
  const savedText = ref(JSON.stringify(kept.draft))
  const offerings = ref<Record<string, Offered>>(Object.fromEntries(kept.offerings.map(own => [own.id, own])))
  const isDirty = computed(() => JSON.stringify(draft.value) !== savedText.value)

  const preview = shallowRef<Preview | null>(null)
  const asking = ref(false)
  const failed = ref(false)
  let running: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function look(): Promise<void> {
    running?.abort()
    const own = running = new AbortController()
    asking.value = true
    const { method, path } = splitOperation('POST /api/provider/bundles/:id/preview', { id: kept.id })
    try {
      preview.value = await $fetch<Preview>(path, {
        method, body: { draft: draft.value }, signal: own.signal, headers: { 'accept-language': locale.value },
      })
      failed.value = false
    } catch {
      if (own.signal.aborted) return
      failed.value = true
    }
    if (running === own) asking.value = false
  }

  watch(draft, () => {
    clearTimeout(timer)
    timer = setTimeout(() => void look(), pauseMs)
  }, { deep: true })
  onMounted(() => void look())
  onUnmounted(() => {
    clearTimeout(timer)
    running?.abort()
  })

  /** It was saved as it is now, under this revision. */
  function wasSaved(now: number): void {
    revision.value = now
    savedText.value = JSON.stringify(draft.value)
  }

  /** What the server has takes the place of what is on the page. */
  function replace(next: Composed): void {
    draft.value = structuredClone(next.draft)
    revision.value = next.revision
    savedText.value = JSON.stringify(next.draft)
    for (const own of next.offerings) offerings.value[own.id] = own
  }

  /** A key that no leg has. */
  function freeKey(): string {
    const taken = new Set(legsOf(draft.value.stages).map(({ key }) => key))
    let n = taken.size
    while (taken.has(`leg${n}`)) n++
    return `leg${n}`
  }

  return { draft, revision, offerings, isDirty, preview, asking, failed, look, wasSaved, replace, freeKey }
}
