import type { CrewChoices, CrewContent, CrewResource, GivenTime } from '#shared/schemas/crew.ts'
import { crewIssues, maxSkill, skillPattern } from '#shared/crew.ts'
import { wallTimeOf } from '#shared/wall-time.ts'
import type { CrewDraft } from '~/stores/crew-draft'

/** Somebody new works in the whole area, from Monday to Friday. */
export const emptyColleague = ({ districtIds }: Pick<CrewChoices, 'districtIds'>): CrewDraft => ({
  name: { zh: '', en: '' },
  gender: '',
  languages: ['zh'],
  homeDistrictId: '',
  districtIds: [...districtIds],
  skills: [],
  hours: [1, 2, 3, 4, 5].map(weekday => ({ weekday, from: 540, to: 1080 })),
  credentials: [],
  personId: '',
  portraitId: '',
  portraitUrl: '',
})

export function draftOfResource({ content, portrait }: Pick<CrewResource, 'content' | 'portrait'>): CrewDraft {
  const copy = JSON.parse(JSON.stringify(content)) as CrewContent
  return { ...copy, gender: copy.gender ?? '', personId: copy.personId ?? '', portraitId: copy.portraitId ?? '', portraitUrl: portrait ?? '' }
}

export const contentOfColleague = ({ portraitUrl: _, ...draft }: CrewDraft): CrewContent =>
  ({ ...draft, gender: draft.gender || null, personId: draft.personId || null, portraitId: draft.portraitId || null })

/** What is wrong before anything is sent: by path, the key of its sentence below `crew.issue`. */
export function colleagueIssues(draft: CrewDraft): { path: string, code: string }[] {
  const missing = (value: string, path: string, code: string) => (value.trim() === '' ? [{ path, code }] : [])
  return [
    ...missing(draft.name.zh, 'name.zh', 'name_zh_missing'),
    ...missing(draft.name.en, 'name.en', 'name_en_missing'),
    ...missing(draft.homeDistrictId, 'homeDistrictId', 'district_missing'),
    ...draft.credentials.flatMap(({ number, issuer, expiresOn }, row) => [
      ...missing(number, `credentials.${row}.number`, 'number_missing'),
      ...missing(issuer.zh, `credentials.${row}.issuer.zh`, 'issuer_missing'),
      ...missing(issuer.en, `credentials.${row}.issuer.en`, 'issuer_missing'),
      ...missing(expiresOn, `credentials.${row}.expiresOn`, 'expiry_missing'),
    ]),
    ...crewIssues(contentOfColleague(draft)),
  ]
}

/** Of each kind of paper the last day on which one holds. */
const lastDays = (credentials: CrewContent['credentials']): Map<string, string> => {
  const last = new Map<string, string>()
  for (const { kind, expiresOn } of credentials) if ((last.get(kind) ?? '') < expiresOn) last.set(kind, expiresOn)
  return last
}

/** What is ahead on days on which a paper held before this change, and would not any more. */
export function leftWithoutPaper(
  { credentials }: Pick<CrewDraft, 'credentials'>, { content, ahead, zone }: Pick<CrewResource, 'content' | 'ahead' | 'zone'>,
): GivenTime[] {
  const after = lastDays(credentials)
  const lost = [...lastDays(content.credentials)].map(([kind, until]) => ({ from: after.get(kind) ?? '', until }))
  return ahead.filter(({ end }) => {
    const { day } = wallTimeOf(new Date(Date.parse(end) - 1), zone)
    return lost.some(({ from, until }) => from < day && day <= until)
  })
}

/** The code of a skill as people type one: `Window cleaning` → `window-cleaning`, `开锁` → `开锁`. Null where nothing of it can stay. */
export function skillCode(typed: string): string | null {
  const words = typed.normalize('NFKC').toLowerCase().split(/[^\p{L}\p{M}\p{Nd}]+/u).filter(word => word !== '')
  const code = words.join('-').slice(0, maxSkill).replace(/-$/, '')
  return skillPattern.test(code) ? code : null
}
