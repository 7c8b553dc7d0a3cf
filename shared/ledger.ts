/** What moves money in the ledger; each kind of event is one of these. */
export const ledgerCauses = [
  'charge', 'refund', 'refund_arrived', 'refund_failed', 'paid_elsewhere', 'earning', 'transfer', 'reversal', 'owed', 'netting', 'borne',
  'dispute', 'dispute_won', 'dispute_lost', 'movement', 'voucher_fund', 'voucher_redeem', 'voucher_return',
] as const
export type LedgerCause = (typeof ledgerCauses)[number]
