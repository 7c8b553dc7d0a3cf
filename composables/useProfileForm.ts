import type { ProfileDraft } from '~/stores/profile-draft'
import type { Answer } from './api.ts'

export type Onboarding = Answer<'GET /api/provider/onboarding'>

/**
 * The form of a provider's profile: what is typed, what is wrong with it, and keeping it. What is typed stays in the browser until it is
 * saved or given up, also where somebody else of the provider has changed the profile meanwhile. `onboarding`: as it was read last.
 */
export function useProfileForm(onboarding: () => Onboarding) {
  const { t } = useI18n()
  const session = useSessionStore()
  const store = useProfileDraftStore()
  const draft = ref<ProfileDraft>(draftOf(onboarding()))
  /** What was saved when typing began. */
  const seen = ref(printOf(draft.value))
  /** What was typed before this page was opened is back; `outdated`: and somebody has changed what is saved since. */
  const restored = ref<'same' | 'outdated' | null>(null)
  const isDirty = computed(() => printOf(draft.value) !== seen.value)
  const key = () => onboarding().providerId
  const personId = () => session.person?.id ?? ''

  const { call, pending, problem, clear } = useApi('PUT /api/provider/profile')
  const form = useFormErrors(() => [
    ...(draft.value.name.zh.trim() || draft.value.name.en.trim() ? [] : [{ path: 'name.zh', message: t('onboarding.errors.name') }]),
    ...(/^(\d{4})?$/.test(draft.value.foundedYear.trim()) ? [] : [{ path: 'foundedYear', message: t('onboarding.errors.founded') }]),
    ...(draft.value.contact.email === '' || isEmail(draft.value.contact.email) ? [] : [{ path: 'contact.email', message: t('check.email') }]),
  ], () => [problem.value])

  onMounted(() => {
    const kept = store.find(personId(), key())
    if (kept && onboarding().mayEdit && printOf(kept.draft) !== seen.value) {
      restored.value = kept.seen === seen.value ? 'same' : 'outdated'
      draft.value = kept.draft
    }
    watch(draft, (typed) => {
      if (isDirty.value) store.keep(personId(), key(), { seen: seen.value, draft: typed })
      else store.forget(personId(), key())
    }, { deep: true })
  })

  /** Shows what the server has; what was typed is given up. */
  function take(now: Onboarding): void {
    store.forget(personId(), key())
    draft.value = draftOf(now)
    seen.value = printOf(draft.value)
    restored.value = null
    form.reset()
    clear()
  }

  /** Keeps what is typed; undefined where it was refused. */
  async function save(): Promise<Onboarding | undefined> {
    if (pending.value || !form.passes()) return undefined
    const { foundedYear, ...rest } = draft.value
    const { providerId, revision } = onboarding()
    const year = foundedYear.trim()
    const result = await call({ body: { providerId, revision, ...rest, foundedYear: year === '' ? null : Number(year) } })
    if (!result.ok) return undefined
    take(result.answer)
    return result.answer
  }

  return { draft, isDirty, restored, form, save, take, pending, problem }
}

const draftOf = ({ name, summary, foundedYear, contact, districtIds }: Onboarding): ProfileDraft => ({
  name: { ...name }, summary: { ...summary }, foundedYear: foundedYear === null ? '' : String(foundedYear), contact: { ...contact }, districtIds: [...districtIds],
})

/** What was typed, to compare: districts in whichever order they were ticked. */
const printOf = (draft: ProfileDraft): string => JSON.stringify({ ...draft, districtIds: draft.districtIds.toSorted() })
