import type { CrewContent } from './schemas/crew.ts'

export interface CrewIssue {
  /** Of the field in the content, dots between. */
  path: string
  code: 'hours_reversed' | 'hours_too_long' | 'hours_overlap' | 'skill_repeats' | 'credential_repeats'
}

/** What somebody or something can do, in the words of who keeps them: small letters of any script and digits, `-` or `_` between words. */
export const skillPattern = /^[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{Nd}]+([_-][\p{Ll}\p{Lo}\p{Lm}\p{M}\p{Nd}]+)*$/u
export const maxSkill = 60

const DAY = 1440
const WEEK = 7 * DAY

/** What does not go together in what was typed of somebody. */
export function crewIssues({ hours, skills, credentials }: Pick<CrewContent, 'hours' | 'skills' | 'credentials'>): CrewIssue[] {
  return [
    ...hours.flatMap(({ from, to }, row): CrewIssue[] => {
      if (to <= from) return [{ path: `hours.${row}.to`, code: 'hours_reversed' }]
      return to - from > DAY ? [{ path: `hours.${row}.to`, code: 'hours_too_long' }] : []
    }),
    ...hours.flatMap((own, row): CrewIssue[] =>
      (hours.slice(0, row).some(other => overlap(own, other)) ? [{ path: `hours.${row}.from`, code: 'hours_overlap' }] : [])),
    ...(new Set(skills).size < skills.length ? [{ path: 'skills', code: 'skill_repeats' as const }] : []),
    ...credentials.flatMap(({ kind, number }, row): CrewIssue[] =>
      (credentials.slice(0, row).some(other => other.kind === kind && other.number === number)
        ? [{ path: `credentials.${row}.number`, code: 'credential_repeats' }]
        : [])),
  ]
}

type Hours = CrewContent['hours'][number]

/** Sunday night goes on into Monday. */
function overlap(a: Hours, b: Hours): boolean {
  const start = (hours: Hours) => (hours.weekday - 1) * DAY + hours.from
  const shift = start(b) - start(a)
  return [shift - WEEK, shift, shift + WEEK].some(after => after < a.to - a.from && -after < b.to - b.from)
}
