import type { Address, Recipient } from '#shared/schemas/identity.ts'
import type { AddressDraft, RecipientDraft } from '~/stores/checkout-draft'
import type { Body } from './api.ts'
import type { FieldIssue } from './checks.ts'

export const relations = ['self', 'parent', 'grandparent', 'partner', 'child', 'other'] as const satisfies Recipient['relation'][]
export const needs = [
  'wheelchair', 'walking_aid', 'hearing', 'sight', 'memory', 'diet', 'allergy', 'pet_at_home', 'no_lift',
] as const satisfies Recipient['needs']

export const emptyRecipient = (): RecipientDraft => ({ name: '', relation: '', birthYear: '', needs: [], notes: '' })
export const emptyAddress = (districtId = ''): AddressDraft => ({ label: '', districtId, street: '' })

export const recipientDraftOf = ({ name, relation, birthYear, needs, notes }: Recipient): RecipientDraft =>
  ({ name, relation, birthYear: birthYear === null ? '' : String(birthYear), needs: [...needs], notes })
export const addressDraftOf = ({ label, districtId, street }: Address): AddressDraft => ({ label, districtId, street })

type Translate = (key: string) => string

/** What is missing or wrong in a person as typed, before the server looks at it. `at`: the prefix of the paths. */
export function checkRecipient(draft: RecipientDraft, { t, year, at = '' }: { t: Translate, year: number, at?: string }): FieldIssue[] {
  const issues: FieldIssue[] = []
  if (draft.name.trim() === '') issues.push({ path: `${at}name`, message: t('household.errors.name') })
  if (draft.relation === '') issues.push({ path: `${at}relation`, message: t('household.errors.relation') })
  if (!isYear(draft.birthYear, year)) issues.push({ path: `${at}birthYear`, message: t('household.errors.birthYear') })
  return issues
}

export function checkAddress(draft: AddressDraft, { t, at = '' }: { t: Translate, at?: string }): FieldIssue[] {
  const issues: FieldIssue[] = []
  if (draft.districtId === '') issues.push({ path: `${at}districtId`, message: t('household.errors.district') })
  if (draft.street.trim() === '') issues.push({ path: `${at}street`, message: t('household.errors.street') })
  return issues
}

function isYear(text: string, thisYear: number): boolean {
  if (text.trim() === '') return true
  return /^\d{4}$/.test(text.trim()) && Number(text) >= 1900 && Number(text) <= thisYear
}

/** A draft that `checkRecipient` finds nothing wrong with, as the API takes it. */
export function recipientBodyOf(draft: RecipientDraft): Body<'POST /api/household/recipients'> {
  return {
    name: draft.name.trim(),
    relation: draft.relation === '' ? 'other' : draft.relation,
    birthYear: draft.birthYear.trim() === '' ? null : Number(draft.birthYear),
    needs: draft.needs,
    notes: draft.notes.trim(),
  }
}

/** `kept` are the coordinates of an address that is changed; they hold as long as its district and street do. */
export function addressBodyOf(draft: AddressDraft, kept?: Address): Body<'POST /api/household/addresses'> {
  const body = { label: draft.label.trim(), districtId: draft.districtId, street: draft.street.trim() }
  const same = kept !== undefined && kept.districtId === body.districtId && kept.street === body.street
  return same ? { ...body, lat: kept.lat, lng: kept.lng } : body
}
