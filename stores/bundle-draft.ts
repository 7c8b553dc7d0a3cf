import type { Draft } from '#shared/draft.ts'
import type { Offered } from '#shared/schemas/composer.ts'
import { keptDrafts } from './kept-drafts.ts'

/** A bundle as it was composed: by bundle. Beside it the services that were picked for it, which the server does not know of yet. */
export const useBundleDraftStore = defineStore('bundle-draft', () => keptDrafts<{ content: Draft, offerings: Offered[] }>('linli_bundles'))
