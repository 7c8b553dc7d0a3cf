import { keptDrafts } from './kept-drafts.ts'

/** Terms as somebody types them. */
export interface TermsDraft {
  percent: string
  /** In whole units of the currency; empty: none. */
  floor: string
  hours: string
  exitDays: string
  blackouts: string[]
  /** Days typed and not added yet: they count too. `to` may be empty: one day. */
  from: string
  to: string
}

/** Terms that were typed and not sent: by bundle and offering. */
export const useTermsDraftStore = defineStore('terms-draft', () => keptDrafts<{ draft: TermsDraft, note: string }>('linli_terms'))
