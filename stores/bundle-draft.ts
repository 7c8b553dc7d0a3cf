import type { Draft } from '#shared/draft.ts'
import type { Offered } from '#shared/schemas/composer.ts'
import { keptDrafts } from './kept-drafts.ts'

interface ComposedDraft {
  /** The one that was seen then. */
  revision: number
  draft: Draft
  /** Those that were picked for it: the server does not know yet what is not saved. */
  offerings: Offered[]
}

/** What a provider composed and has not saved, by bundle. */
export const useBundleDraftStore = defineStore('bundle-draft', () => keptDrafts<ComposedDraft>('linli_bundles'))
