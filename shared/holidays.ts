import type { LocalText } from './locale.ts'
import { dayAfter } from './wall-time.ts'

interface Holiday {
  name: LocalText
  from: string
  /** The last day of it. */
  to: string
  /** Weekend days on which one works in its place. */
  worked: readonly string[]
  /** Not announced yet: the days that the law names, without those that an announcement will add or shift. */
  provisional: boolean
}

const names = {
  newYear: { zh: '元旦', en: 'New Year’s Day' },
  spring: { zh: '春节', en: 'Spring Festival' },
  qingming: { zh: '清明节', en: 'Qingming Festival' },
  labour: { zh: '劳动节', en: 'Labour Day' },
  dragonBoat: { zh: '端午节', en: 'Dragon Boat Festival' },
  midAutumn: { zh: '中秋节', en: 'Mid-Autumn Festival' },
  national: { zh: '国庆节', en: 'National Day' },
} as const satisfies Record<string, LocalText>

const announced = (name: LocalText, from: string, to: string, worked: readonly string[] = []): Holiday =>
  ({ name, from, to, worked, provisional: false })
const byLaw = (name: LocalText, from: string, to: string): Holiday => ({ name, from, to, worked: [], provisional: true })

/**
 * Public holidays of mainland China.
 * 2026: 国务院办公厅关于2026年部分节假日安排的通知, announced on 4 November 2025.
 * 2027: not known here as announced; the days of 全国年节及纪念日放假办法 (in force since 1 January 2025), provisional.
 */
const mainlandChina: readonly Holiday[] = [
  announced(names.newYear, '2026-01-01', '2026-01-03', ['2026-01-04']),
  announced(names.spring, '2026-02-15', '2026-02-23', ['2026-02-14', '2026-02-28']),
  announced(names.qingming, '2026-04-04', '2026-04-06'),
  announced(names.labour, '2026-05-01', '2026-05-05', ['2026-05-09']),
  announced(names.dragonBoat, '2026-06-19', '2026-06-21'),
  announced(names.midAutumn, '2026-09-25', '2026-09-27'),
  announced(names.national, '2026-10-01', '2026-10-07', ['2026-09-20', '2026-10-10']),
  byLaw(names.newYear, '2027-01-01', '2027-01-01'),
  byLaw(names.spring, '2027-02-05', '2027-02-08'),
  byLaw(names.qingming, '2027-04-05', '2027-04-05'),
  byLaw(names.labour, '2027-05-01', '2027-05-02'),
  byLaw(names.dragonBoat, '2027-06-09', '2027-06-09'),
  byLaw(names.midAutumn, '2027-09-15', '2027-09-15'),
  byLaw(names.national, '2027-10-01', '2027-10-03'),
]

/** What is special about a day: nobody is expected to work, or a weekend day is worked for a holiday. */
export interface SpecialDay {
  kind: 'holiday' | 'worked'
  name: LocalText
  provisional: boolean
}

const indexOf = (holidays: readonly Holiday[]): ReadonlyMap<string, SpecialDay> => {
  const days = new Map<string, SpecialDay>()
  for (const { name, from, to, worked, provisional } of holidays) {
    for (let day = from; day <= to; day = dayAfter(day, 1)) days.set(day, { kind: 'holiday', name, provisional })
    for (const day of worked) days.set(day, { kind: 'worked', name, provisional })
  }
  return days
}

const china = indexOf(mainlandChina)
/** Which zones keep which holidays. */
const byZone: Readonly<Record<string, ReadonlyMap<string, SpecialDay>>> = { 'Asia/Shanghai': china, 'Asia/Urumqi': china }

/** What is special about a day in the places of a zone; undefined for an ordinary day, and where no holidays are known. */
export const specialDay = (day: string, zone: string): SpecialDay | undefined => byZone[zone]?.get(day)
