import { csvOf } from '#shared/csv.ts'
import type { LedgerCause } from '#shared/ledger.ts'
import type { LocalText } from '#shared/locale.ts'
import type { ProviderStatement } from '#shared/schemas/money.ts'

const heads = {
  zh: ['时间', '事项', '事项代码', '预约号', '服务', '币种', '留存金额', '佣金', '应付变动', '欠款变动', '应付余额'],
  en: ['Time', 'Cause', 'Cause code', 'Booking', 'Service', 'Currency', 'Kept', 'Commission', 'Owed', 'Debt', 'Balance'],
} as const

/** What every cause is called. */
const causeNames: Record<LedgerCause, LocalText> = {
  charge: { zh: '住户付款', en: 'Paid by the resident' },
  refund: { zh: '退款发起', en: 'Refund on its way' },
  refund_arrived: { zh: '退款到账', en: 'Refund arrived' },
  refund_failed: { zh: '退款失败', en: 'Refund failed' },
  paid_elsewhere: { zh: '其他方式退款', en: 'Refunded another way' },
  earning: { zh: '服务收入', en: 'Earned' },
  transfer: { zh: '已转账', en: 'Transferred' },
  reversal: { zh: '转账收回', en: 'Transfer brought back' },
  owed: { zh: '记为欠款', en: 'Came to be owed' },
  netting: { zh: '抵扣欠款', en: 'Paid off a debt' },
  borne: { zh: '平台承担', en: 'Borne by the platform' },
  dispute: { zh: '银行争议扣款', en: 'Taken by a bank that decides a dispute' },
  dispute_won: { zh: '银行争议胜诉', en: 'Dispute won' },
  dispute_lost: { zh: '银行争议败诉', en: 'Dispute lost' },
  movement: { zh: '平台账户收付', en: 'The platform’s own payments' },
  voucher_fund: { zh: '消费券预算', en: 'Voucher budget' },
  voucher_redeem: { zh: '消费券支付', en: 'Paid by a voucher' },
  voucher_return: { zh: '退回消费券预算', en: 'Back to the voucher’s budget' },
}

/** A statement as a table, in the reader's words; the code of a cause is the same in every language. */
export function statementCsv({ lines }: ProviderStatement, language: keyof LocalText): string {
  return csvOf(heads[language], lines.map(({ currency, ...line }) => [
    line.at, causeNames[line.cause][language], line.cause, line.bookingReference, line.title?.[language] ?? null, currency,
    ...[line.gross, line.commission, line.owed, line.debt, line.balance].map(amount => ({ amount, currency })),
  ]))
}
