import type { CrewContent } from '#shared/schemas/crew.ts'
import { keptDrafts } from './kept-drafts.ts'

/** Somebody or something as typed: an empty text where nothing was chosen. */
export interface CrewDraft extends Omit<CrewContent, 'gender' | 'personId' | 'portraitId'> {
  gender: '' | 'female' | 'male'
  personId: string
  /** Sent already; `portraitUrl` shows it for a while. */
  portraitId: string
  portraitUrl: string
}

/**
 * What was typed of one of the team and has not been saved: by its id, or `new <kind> <provider>`, with what was saved when it was begun.
 */
export const useCrewDraftStore = defineStore('crew-draft', () => keptDrafts<{ seen: string, draft: CrewDraft }>('linli_team'))
