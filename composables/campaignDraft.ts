import { dayAfter, instantOf } from '#shared/wall-time.ts'
import type { Body } from './api.ts'
import type { FieldIssue } from './checks.ts'
import { minorUnits } from './formats.ts'

/** A campaign as it is typed: sums in major units, days of the city's calendar. */
export interface CampaignDraft {
  nameZh: string
  nameEn: string
  code: string
  kind: 'amount' | 'percent'
  amount: string
  percent: string
  cap: string
  minSpend: string
  categories: string[]
  perPerson: string
  maxUses: string
  budget: string
  from: string
  until: string
}

export const emptyCampaign = (): CampaignDraft => ({
  nameZh: '', nameEn: '', code: '', kind: 'amount', amount: '', percent: '', cap: '', minSpend: '', categories: [], perPerson: '1', maxUses: '',
  budget: '', from: '', until: '',
})

/** Of the city's budget, and of a percentage. */
const digits = 2
const toMinor = (typed: string): number | null => minorUnits(typed, digits)

const toCount = (text: string): number | null => (/^[1-9]\d{0,7}$/.test(text.trim()) ? Number(text) : null)
const isBlank = (text: string): boolean => text.trim() === ''

/** What is wrong with a draft, field by field. */
export function checkCampaign(draft: CampaignDraft, t: (key: string) => string): FieldIssue[] {
  const issues: FieldIssue[] = []
  const say = (path: string, wrong: boolean, key: string) => {
    if (wrong) issues.push({ path, message: t(`campaigns.errors.${key}`) })
  }
  say('nameZh', isBlank(draft.nameZh), 'nameZh')
  say('nameEn', isBlank(draft.nameEn), 'nameEn')
  say('code', !isBlank(draft.code) && !/^[A-Z0-9]{4,24}$/i.test(draft.code.trim()), 'code')
  if (draft.kind === 'amount') say('amount', !toMinor(draft.amount), 'sum')
  else {
    const percent = toMinor(draft.percent)
    say('percent', !percent || percent > 10_000, 'percent')
    say('cap', !isBlank(draft.cap) && !toMinor(draft.cap), 'cap')
  }
  say('minSpend', !isBlank(draft.minSpend) && toMinor(draft.minSpend) === null, 'minSpend')
  say('perPerson', (toCount(draft.perPerson) ?? 101) > 100, 'perPerson')
  say('maxUses', !isBlank(draft.maxUses) && !toCount(draft.maxUses), 'count')
  say('budget', !toMinor(draft.budget), 'budget')
  say('from', draft.from === '', 'day')
  say('until', draft.until === '' || draft.until < draft.from, 'until')
  return issues
}

/** The last day counts until its end. */
export const endOfLastDay = (day: string, zone: string): string => startOf(dayAfter(day, 1), zone)

const startOf = (day: string, zone: string): string => instantOf({ day, minute: 0 }, zone).toISOString()

/** A draft that has no mistakes, as it is sent. */
export function campaignBodyOf(draft: CampaignDraft, zone: string): Body<'POST /api/operator/campaigns'> {
  return {
    nameZh: draft.nameZh.trim(),
    nameEn: draft.nameEn.trim(),
    code: isBlank(draft.code) ? null : draft.code.trim(),
    off: draft.kind === 'amount' ? { amount: toMinor(draft.amount)! } : { bps: toMinor(draft.percent)!, cap: toMinor(draft.cap) },
    minSpend: toMinor(draft.minSpend) ?? 0,
    categories: draft.categories,
    perPerson: toCount(draft.perPerson)!,
    maxUses: toCount(draft.maxUses),
    budgetAmount: toMinor(draft.budget)!,
    startsAt: startOf(draft.from, zone),
    endsAt: endOfLastDay(draft.until, zone),
  }
}
