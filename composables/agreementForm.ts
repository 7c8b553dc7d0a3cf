import { maxBlackouts, type AgreementTerms } from '#shared/agreement.ts'
import type { TermsDraft } from '~/stores/terms-draft'
import { minorUnits } from './formats.ts'

export function termsDraftOf(terms: AgreementTerms, digits: number): TermsDraft {
  return {
    percent: String(terms.percentOffBps / 100),
    floor: terms.floorAmount === null ? '' : String(terms.floorAmount / 10 ** digits),
    hours: String(terms.noticeMinutes / 60),
    exitDays: String(terms.exitNoticeDays),
    blackouts: [...terms.blackoutDates],
    from: '',
    to: '',
  }
}

const numberIn = (typed: string, most: number): number | null => {
  const value = Number(typed.trim())
  return typed.trim() !== '' && value >= 0 && value <= most ? value : null
}

const DAY_MS = 86_400_000

/** Those that were added, and every day from the first that is typed to the last, both in; null where these are no days, or too many. */
export function blackoutsOf({ blackouts, from, to }: Pick<TermsDraft, 'blackouts' | 'from' | 'to'>): string[] | null {
  const first = Date.parse(from)
  const days = (Date.parse(to || from) - first) / DAY_MS
  if (from === '' ? to !== '' : !(days >= 0 && days < maxBlackouts)) return null
  const typed = from === '' ? [] : Array.from({ length: days + 1 }, (_, day) => new Date(first + day * DAY_MS).toISOString().slice(0, 10))
  const all = [...new Set([...blackouts, ...typed])].toSorted()
  return all.length > maxBlackouts ? null : all
}

/** What was typed, or which fields are wrong. */
export function termsOfDraft(draft: TermsDraft, digits: number): { terms: AgreementTerms } | { wrong: ('percent' | 'floor' | 'notice' | 'exit' | 'blackout')[] } {
  const percent = numberIn(draft.percent, 100)
  const floor = draft.floor.trim() === '' ? null : minorUnits(draft.floor, digits)
  const hours = numberIn(draft.hours, 720)
  const exit = numberIn(draft.exitDays, 180)
  const blackoutDates = blackoutsOf(draft)
  const wrong = [
    ...(percent === null ? ['percent' as const] : []),
    ...(floor === null && draft.floor.trim() !== '' ? ['floor' as const] : []),
    ...(hours === null || !Number.isInteger(hours * 60) ? ['notice' as const] : []),
    ...(exit === null || !Number.isInteger(exit) ? ['exit' as const] : []),
    ...(blackoutDates === null ? ['blackout' as const] : []),
  ]
  if (wrong.length > 0) return { wrong }
  return {
    terms: {
      percentOffBps: Math.round(percent! * 100),
      floorAmount: floor,
      noticeMinutes: hours! * 60,
      exitNoticeDays: exit!,
      blackoutDates: blackoutDates!,
    },
  }
}
