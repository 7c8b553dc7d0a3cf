import { standardPolicies } from '../../shared/policy.ts'
import type { OfferingContent } from '../../shared/schemas/offerings.ts'

/** All that a form of a new offering could say, complete but for what a test leaves out. */
export const offeringContent = (change: Partial<OfferingContent> = {}): OfferingContent => ({
  title: { zh: '上门保洁', en: 'Home cleaning' },
  summary: { zh: '逐间打扫。', en: 'Room by room.' },
  categoryId: null,
  place: 'home',
  venue: null,
  districtIds: [],
  reachMinutes: null,
  mode: 'time',
  durationMinutes: 60,
  durationOptions: [],
  priceModel: 'fixed',
  priceAmount: 12_000,
  priceOptions: {},
  maxPersons: 1,
  noticeMinutes: 120,
  horizonDays: 60,
  bufferBefore: 0,
  bufferAfter: 0,
  requirements: [{ kind: 'worker', skill: 'cleaning', count: 1 }],
  requiredCredentials: [],
  instant: true,
  elderFriendly: false,
  policy: { id: 'moderate', tiers: [...standardPolicies.moderate.tiers] },
  tasks: [],
  photos: [],
  openToPartners: false,
  partnerPercentOffBps: 0,
  ...change,
})
