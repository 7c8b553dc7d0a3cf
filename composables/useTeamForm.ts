import type { CrewChoices, CrewResource } from '#shared/schemas/crew.ts'
import type { CrewDraft } from '~/stores/crew-draft'
import { colleagueIssues, contentOfColleague, draftOfResource, emptyColleague } from './teamForm.ts'

export interface TeamFormOptions {
  /** As it was read; null: a new one. */
  resource: () => CrewResource | null
  choices: CrewChoices
  kind: CrewResource['kind']
}

/**
 * The form of a worker, a vehicle or a venue: what is typed, what is wrong with it, and keeping it. What is typed stays in the browser
 * until it is saved or given up.
 */
export function useTeamForm({ resource, choices, kind }: TeamFormOptions) {
  const { t } = useI18n()
  const session = useSessionStore()
  const store = useCrewDraftStore()
  const fresh = (): CrewDraft => {
    const known = resource()
    return known ? draftOfResource(known) : emptyColleague(choices)
  }
  const draft = ref<CrewDraft>(fresh())
  /** What was saved when typing began. */
  const seen = ref(printOf(draft.value))
  /** What was typed before this page was opened is back; `outdated`: and somebody has changed what is saved since. */
  const restored = ref<'same' | 'outdated' | null>(null)
  const keyOf = () => resource()?.id ?? `new ${kind} ${choices.providerId}`
  const personId = () => session.person?.id ?? ''

  const add = useApi('POST /api/provider/team', { leaves: true })
  const change = useApi('PUT /api/provider/team/:id')
  const used = computed(() => (resource() ? change : add))
  /** The API speaks of `content.…`, the form does not. */
  const problem = computed(() => {
    const { value } = used.value.problem
    return value && { ...value, errors: value.errors?.map(error => ({ ...error, path: error.path.replace(/^content\./, '') })) }
  })
  const form = useFormErrors(
    () => colleagueIssues(draft.value).map(({ path, code }) => ({ path, message: t(`crew.issue.${code}`) })), () => [problem.value],
  )

  onMounted(() => {
    const kept = store.find(personId(), keyOf())
    if (kept && printOf(kept.draft) !== seen.value) {
      restored.value = kept.seen === seen.value ? 'same' : 'outdated'
      const { portraitId, portraitUrl } = draft.value
      draft.value = { ...fresh(), ...kept.draft, ...(kept.draft.portraitId === portraitId && { portraitUrl }) }
    }
    watch(draft, (typed) => {
      if (printOf(typed) === seen.value) store.forget(personId(), keyOf())
      else store.keep(personId(), keyOf(), { seen: seen.value, draft: typed })
    }, { deep: true })
  })

  /** Shows what the server has; what was typed is given up. */
  function take(now: CrewDraft): void {
    store.forget(personId(), keyOf())
    draft.value = now
    seen.value = printOf(now)
    restored.value = null
    form.reset()
    add.clear()
    change.clear()
  }

  /** Keeps what is typed; undefined where it was refused. */
  async function save(): Promise<CrewResource | undefined> {
    if (used.value.pending.value || !form.passes()) return undefined
    const content = contentOfColleague(draft.value)
    const known = resource()
    const result = known
      ? await change.call({ params: { id: known.id }, body: { revision: known.revision, content } })
      : await add.call({ body: { providerId: choices.providerId, kind, content } })
    if (!result.ok) return undefined
    take(draftOfResource(result.answer))
    return result.answer
  }

  const giveUp = (): void => take(fresh())
  const pending = computed(() => used.value.pending.value)
  return { draft, restored, form, save, giveUp, pending, problem }
}

/** What was typed, to compare: a portrait's link is another at each reading. */
const printOf = (draft: CrewDraft): string => JSON.stringify({ ...draft, portraitUrl: '' })
