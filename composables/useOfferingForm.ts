import { offeringIssues } from '#shared/offering.ts'
import type { Problem } from '#shared/schemas/common.ts'
import type { Offering } from '#shared/schemas/offerings.ts'
import type { OfferingDraft } from '~/stores/offering-draft'
import { contentOfDraft, draftOfOffering, emptyOffering, typingIssues } from './offeringForm.ts'

export interface OfferingFormOptions {
  /** As it was read; null: a new one. */
  offering: () => Offering | null
  providerId: string
  currency: string
}

/**
 * The form of an offering: what is typed, what is wrong with it, and keeping it. What is typed stays in the browser until it is saved or
 * given up, and a change says which revision it saw: of two who change it at once, the slower decides what happens to theirs.
 */
export function useOfferingForm({ offering, providerId, currency }: OfferingFormOptions) {
  const { t } = useI18n()
  const session = useSessionStore()
  const store = useOfferingDraftStore()
  const known = offering()
  const draft = ref<OfferingDraft>(known ? draftOfOffering(known, currency) : emptyOffering())
  /** The one that was seen when typing began. */
  const revision = ref(known?.revision ?? 0)
  const saved = ref(printOf(draft.value))
  const restored = ref(false)
  const isDirty = computed(() => printOf(draft.value) !== saved.value)
  const key = () => offering()?.id ?? `new ${providerId}`
  const personId = () => session.person?.id ?? ''

  const add = useApi('POST /api/provider/offerings', { leaves: true })
  const change = useApi('PUT /api/provider/offerings/:id')
  const used = computed(() => (offering() ? change : add))
  const form = useFormErrors(check, () => [bare(used.value.problem.value)])

  function check(): FieldIssue[] {
    const typed = typingIssues(draft.value, currency)
    const wrong = new Set(typed.map(({ path }) => path))
    const together = typed.length > 0 ? [] : offeringIssues(contentOfDraft(draft.value, currency))
    return [
      ...typed.map(({ path, code, min, max }) => ({ path, message: t(`offering.issue.${code}`, { min, max }) })),
      ...together.filter(({ path }) => !wrong.has(path)).map(({ path, code }) => ({ path, message: t(`offering.issue.${code}`) })),
    ]
  }

  onMounted(() => {
    const kept = store.find(personId(), key())
    if (kept && printOf(kept.draft) !== saved.value) {
      const fresh = new Map(offering()?.photoFiles.map(({ fileId, url }) => [fileId, url]))
      const photos = kept.draft.photos.map(photo => ({ ...photo, url: fresh.get(photo.fileId) ?? photo.url }))
      draft.value = { ...emptyOffering(), ...kept.draft, photos }
      revision.value = kept.revision
      restored.value = true
    }
    watch(draft, (typed) => {
      if (isDirty.value) store.keep(personId(), key(), { revision: revision.value, draft: typed })
      else store.forget(personId(), key())
    }, { deep: true })
  })

  /** Shows what the server has; what was typed is given up. */
  function take(now: Offering): void {
    store.forget(personId(), key())
    draft.value = draftOfOffering(now, currency)
    saved.value = printOf(draft.value)
    revision.value = now.revision
    restored.value = false
    form.reset()
    add.clear()
    change.clear()
  }

  /** Keeps what is typed; undefined where it was refused. */
  async function save(): Promise<Offering | undefined> {
    if (used.value.pending.value || !form.passes()) return undefined
    const content = contentOfDraft(draft.value, currency)
    const id = offering()?.id
    const result = id === undefined
      ? await add.call({ body: { providerId, content } })
      : await change.call({ params: { id }, body: { revision: revision.value, content } })
    if (!result.ok) return undefined
    take(result.answer)
    if (id === undefined) store.forget(personId(), `new ${providerId}`)
    return result.answer
  }

  const pending = computed(() => used.value.pending.value)
  const problem = computed(() => used.value.problem.value)
  return { draft, isDirty, restored, form, save, take, pending, problem }
}

/** What was typed, to compare: a photo's link is another at each reading. */
const printOf = (draft: OfferingDraft): string => JSON.stringify(draft, (name, value: unknown) => (name === 'url' ? undefined : value))

/** The API's paths begin with the member that holds the fields. */
const bare = (problem: Problem | null): Problem | null =>
  problem && { ...problem, errors: problem.errors?.map(error => ({ ...error, path: error.path.replace(/^content\./, '') })) }
