import type { LocalText } from '#shared/locale.ts'
import { keptDrafts } from './kept-drafts.ts'

/** What a provider says of itself, as typed. */
export interface ProfileDraft {
  name: LocalText
  summary: LocalText
  /** A year, or empty. */
  foundedYear: string
  contact: { name: string, email: string, phone: string }
  districtIds: string[]
}

/** What was typed of a profile and has not been saved: by provider, with what was saved when it was begun. */
export const useProfileDraftStore = defineStore('profile-draft', () => keptDrafts<{ seen: string, draft: ProfileDraft }>('linli_profiles'))
