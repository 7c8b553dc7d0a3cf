import type { Draft } from '#shared/draft.ts'
import type { Composed } from '#shared/schemas/composer.ts'
import type { Composer } from './useComposer.ts'

export interface ComposerMovesOptions {
  /** As the server has it. */
  kept: () => Composed
  reload: () => Promise<Composed | null>
  composer: Composer
}

/**
 * What is done with a bundle in the making as a whole: kept, put on sale and taken off, given up. Of two who change it at once the slower
 * decides what happens to theirs.
 */
export function useComposerMoves({ kept, reload, composer }: ComposerMovesOptions) {
  const { t } = useI18n()
  const localePath = useLocalePath()
  const { query } = useProviderDesk()
  const { draft, revision, isDirty, look, wasSaved, replace, forget } = composer

  const save = useApi('PUT /api/provider/bundles/:id')
  const moves = {
    publish: useApi('POST /api/provider/bundles/:id/publish'),
    pause: useApi('POST /api/provider/bundles/:id/pause'),
    archive: useApi('POST /api/provider/bundles/:id/archive'),
    discard: useApi('POST /api/provider/bundles/:id/discard'),
  }
  type Move = keyof typeof moves
  const said = ref<string | null>(null)
  const trouble = computed(() => [save, ...Object.values(moves)].find(({ problem }) => problem.value !== null)?.problem.value ?? null)
  const isOvertaken = computed(() => trouble.value?.code === 'changed_meanwhile')

  function clear(): void {
    said.value = null
    for (const call of [save, ...Object.values(moves)]) call.clear()
  }

  async function keep(): Promise<boolean> {
    if (save.pending.value) return false
    clear()
    const sent = JSON.parse(JSON.stringify(draft.value)) as Draft
    const result = await save.call({ params: { id: kept().id }, body: { revision: revision.value, draft: sent } })
    if (!result.ok) return false
    wasSaved(sent, result.answer.revision)
    await reload()
    said.value = t('composer.edit.saved')
    return true
  }

  /** Answers whether it was done. */
  async function move(kind: Move): Promise<boolean> {
    if (moves[kind].pending.value) return false
    if (kind === 'publish' && isDirty.value && !await keep()) return false
    clear()
    if (kind === 'discard' && !kept().hasDraft) {
      // Nothing of it ever left the browser.
      replace(kept())
    } else {
      const result = await moves[kind].call({ params: { id: kept().id }, body: { revision: revision.value } })
      if (!result.ok) {
        await look()
        return false
      }
      if (kind === 'archive' || result.answer.revision === null) {
        forget()
        await navigateTo({ path: localePath('/provider/bundles'), query: query.value }, { replace: true })
        return true
      }
      const next = await reload()
      if (next) replace(next)
    }
    said.value = t(`composer.edit.said.${kind}`)
    return true
  }

  /** After a colleague's change: theirs is taken, or one's own is saved over it. */
  async function resolve(which: 'mine' | 'theirs'): Promise<void> {
    const next = await reload()
    if (!next) return
    clear()
    if (which === 'theirs') return replace(next)
    revision.value = next.revision
    await keep()
  }

  return { save, moves, said, trouble, isOvertaken, clear, keep, move, resolve }
}

export type ComposerMoves = ReturnType<typeof useComposerMoves>
