import type { TeamContent } from './schemas/team.ts'

export interface TeamIssue {
  /** Of the field in the content, dots between. */
  path: string
  code: 'hours_reversed' | 'hours_too_long' | 'hours_overlap' | 'skill_repeats' | 'credential_repeats'
}

const DAY = 1440
const WEEK = 7 * DAY

/** What does not go together in what was typed of somebody. */
export function teamIssues({ hours, skills, credentials }: Pick<TeamContent, 'hours' | 'skills' | 'credentials'>): TeamIssue[] {
  return [
    ...hours.flatMap(({ from, to }, row): TeamIssue[] => {
      if (to <= from) return [{ path: `hours.${row}.to`, code: 'hours_reversed' }]
      return to - from > DAY ? [{ path: `hours.${row}.to`, code: 'hours_too_long' }] : []
    }),
    ...hours.flatMap((own, row): TeamIssue[] =>
      (hours.slice(0, row).some(other => overlap(own, other)) ? [{ path: `hours.${row}.from`, code: 'hours_overlap' }] : [])),
    ...(new Set(skills).size < skills.length ? [{ path: 'skills', code: 'skill_repeats' as const }] : []),
    ...credentials.flatMap(({ kind, number }, row): TeamIssue[] =>
      (credentials.slice(0, row).some(other => other.kind === kind && other.number === number)
        ? [{ path: `credentials.${row}.number`, code: 'credential_repeats' }]
        : [])),
  ]
}

type Hours = TeamContent['hours'][number]

/** Sunday night goes on into Monday. */
function overlap(a: Hours, b: Hours): boolean {
  const start = (hours: Hours) => (hours.weekday - 1) * DAY + hours.from
  const shift = start(b) - start(a)
  return [shift - WEEK, shift, shift + WEEK].some(after => after < a.to - a.from && -after < b.to - b.from)
}
