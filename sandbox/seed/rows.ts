/** A value as it goes through JSON into a column. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value }
export type Row = Record<string, Value>

/** Every table that the seed writes, parents before children. */
export const tables = [
  'district', 'person', 'consent', 'recipient', 'address', 'category', 'scenario', 'scenario_category', 'provider', 'provider_member', 'provider_district',
  'payout_account', 'offering', 'offering_requirement', 'file', 'offering_photo', 'provider_paper', 'provider_event', 'bundle', 'bundle_stage', 'bundle_leg', 'leg_alternative', 'bundle_draft', 'agreement', 'agreement_event', 'travel_time', 'resource',
  'resource_skill', 'resource_district', 'credential', 'availability_rule', 'availability_override', 'class_session', 'quote', 'booking', 'booking_leg',
  'booking_leg_resource', 'session_seat', 'claim', 'booking_event', 'operator_act', 'payment', 'payment_op', 'refund', 'manual_refund', 'bank_dispute', 'earning', 'transfer', 'ledger_transaction', 'ledger_entry',
  'fapiao_request', 'fapiao_export', 'fapiao_line',
  'voucher_campaign', 'voucher_redemption',
  'search_note',
] as const
export type Table = (typeof tables)[number]
export type Rows = Record<Table, Row[]>

export const emptyRows = (): Rows => {
  const rows: Partial<Rows> = {}
  for (const table of tables) rows[table] = []
  return rows as Rows
}
