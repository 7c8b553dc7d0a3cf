import type { CheckoutDraft } from '~/stores/checkout-draft'
import type { FieldIssue } from './checks.ts'

/** What is wrong with what was typed at the checkout, field by field. */
export function checkDraft(draft: CheckoutDraft, { t, district }: { t: (key: string) => string, district: string }): FieldIssue[] {
  const { recipientId, recipient, addressId, address, contact, payer, agreed } = draft
  const issues: FieldIssue[] = []
  if (recipientId === '') issues.push({ path: 'recipientId', message: t('checkout.errors.recipient') })
  if (recipientId === 'new') issues.push(...checkRecipient(recipient, { t, year: new Date().getFullYear(), at: 'recipient.' }))
  if (addressId === '') issues.push({ path: 'addressId', message: t('checkout.errors.address') })
  if (addressId === 'new') issues.push(...checkAddress({ ...address, districtId: district }, { t, at: 'address.' }))
  if (contact.name.trim() === '') issues.push({ path: 'contact.name', message: t('checkout.errors.contactName') })
  if (!toE164(contact.phone)) issues.push({ path: 'contact.phone', message: t('check.phone') })
  if (payer.name.trim() === '') issues.push({ path: 'payer.name', message: t('checkout.errors.payerName') })
  if (!isEmail(payer.email)) issues.push({ path: 'payer.email', message: t('check.email') })
  if (!agreed) issues.push({ path: 'agreed', message: t('checkout.errors.agreed') })
  return issues
}

/** What is chosen must still exist; where there is but one, it is chosen. */
export function settleChoice(chosen: string, known: readonly { id: string }[]): string {
  if (known.length === 0) return 'new'
  if (chosen === 'new' || known.some(({ id }) => id === chosen)) return chosen
  return known.length === 1 ? known[0]!.id : ''
}
