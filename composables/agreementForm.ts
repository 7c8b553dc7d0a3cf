import type { AgreementTerms } from '#shared/agreement.ts'
import { minorUnits } from './formats.ts'

/** Terms as somebody types them. */
export interface TermsDraft {
  percent: string
  /** In whole units of the currency; empty: none. */
  floor: string
  hours: string
  exitDays: string
  blackouts: string[]
}

export function termsDraftOf(terms: AgreementTerms, digits: number): TermsDraft {
  return {
    percent: String(terms.percentOffBps / 100),
    floor: terms.floorAmount === null ? '' : String(terms.floorAmount / 10 ** digits),
    hours: String(terms.noticeMinutes / 60),
    exitDays: String(terms.exitNoticeDays),
    blackouts: [...terms.blackoutDates],
  }
}

const numberIn = (typed: string, most: number): number | null => {
  const value = Number(typed.trim())
  return typed.trim() !== '' && value >= 0 && value <= most ? value : null
}

/** What was typed, or which fields are wrong. */
export function termsOfDraft(draft: TermsDraft, digits: number): { terms: AgreementTerms } | { wrong: ('percent' | 'floor' | 'notice' | 'exit')[] } {
  const percent = numberIn(draft.percent, 100)
  const floor = draft.floor.trim() === '' ? null : minorUnits(draft.floor, digits)
  const hours = numberIn(draft.hours, 720)
  const exit = numberIn(draft.exitDays, 180)
  const wrong = [
    ...(percent === null ? ['percent' as const] : []),
    ...(floor === null && draft.floor.trim() !== '' ? ['floor' as const] : []),
    ...(hours === null || !Number.isInteger(hours * 60) ? ['notice' as const] : []),
    ...(exit === null || !Number.isInteger(exit) ? ['exit' as const] : []),
  ]
  if (wrong.length > 0) return { wrong }
  return {
    terms: {
      percentOffBps: Math.round(percent! * 100),
      floorAmount: floor,
      noticeMinutes: hours! * 60,
      exitNoticeDays: exit!,
      blackoutDates: draft.blackouts.toSorted(),
    },
  }
}
