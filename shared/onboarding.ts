import type { LocalText } from './locale.ts'

/** How a provider stands. Only what is `verified` is public. */
export const providerStatuses = ['draft', 'submitted', 'more_needed', 'verified', 'rejected', 'suspended'] as const
export type ProviderStatus = typeof providerStatuses[number]

/** Kinds of papers as data. `number`: what is checked of it; `expires`: it is worth nothing without its last day. */
export const paperKinds = {
  business_licence: { number: 'credit_code', expires: false, use: 'licence' },
  housekeeping_record: { number: 'text', expires: false, use: 'credential' },
  elderly_care_record: { number: 'text', expires: false, use: 'credential' },
  medical_licence: { number: 'text', expires: true, use: 'credential' },
  food_permit: { number: 'text', expires: true, use: 'credential' },
  travel_agency_licence: { number: 'text', expires: false, use: 'credential' },
  property_management_record: { number: 'text', expires: false, use: 'credential' },
  liability_insurance: { number: 'text', expires: true, use: 'credential' },
  other: { number: 'text', expires: false, use: 'credential' },
} as const satisfies Record<string, { number: 'credit_code' | 'text', expires: boolean, use: 'licence' | 'credential' }>

export type PaperKind = keyof typeof paperKinds
export const paperKindNames = Object.keys(paperKinds) as [PaperKind, ...PaperKind[]]

/** `open`: nobody has looked at it yet. `replaced`: another of its kind stands in its place. */
export const paperStates = ['open', 'approved', 'refused', 'replaced'] as const
export type PaperState = typeof paperStates[number]

/** What the checklist looks at. */
export interface OnboardingFacts {
  name: LocalText
  summary: LocalText
  contact: { name: string, email: string, phone: string }
  districtIds: readonly string[]
  papers: readonly { kind: PaperKind, state: PaperState }[]
}

export const checklist = ['name', 'summary', 'contact', 'districts', 'licence'] as const
export type ChecklistItem = typeof checklist[number]

const said = ({ zh, en }: LocalText): boolean => zh !== '' || en !== ''

/** THE table: what must be there before an operator is asked to look. One language is enough: the other falls back, visibly. */
const needs: Record<ChecklistItem, (facts: OnboardingFacts) => boolean> = {
  name: ({ name }) => said(name),
  summary: ({ summary }) => said(summary),
  contact: ({ contact }) => contact.name !== '' && contact.email !== '' && contact.phone !== '',
  districts: ({ districtIds }) => districtIds.length > 0,
  licence: ({ papers }) => papers.some(({ kind, state }) => kind === 'business_licence' && (state === 'open' || state === 'approved')),
}

/** What is still missing, in the order of the form. */
export const missingOf = (facts: OnboardingFacts): ChecklistItem[] => checklist.filter(item => !needs[item](facts))
