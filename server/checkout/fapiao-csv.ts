import { csvOf } from '#shared/csv.ts'
import type { Locale } from '#shared/locale.ts'

interface CsvLine {
  reference: string
  kind: string
  title: string
  taxNumber: string | null
  email: string
  amount: number
  taxAmount: number
  currency: string
}

const words: Record<Locale, { head: string[], personal: string, company: string, less: string }> = {
  'zh-CN': {
    head: ['批次', '日期', '预约号', '抬头类型', '发票抬头', '统一社会信用代码', '邮箱', '价税合计', '其中税额', '币种', '备注'],
    personal: '个人', company: '企业', less: '红字冲减',
  },
  'en': {
    head: ['Batch', 'Date', 'Booking', 'Kind', 'Title', 'Tax number', 'Email', 'Total', 'Tax in it', 'Currency', 'Note'],
    personal: 'Personal', company: 'Company', less: 'Less than before (red-letter)',
  },
}

/** A batch for the issuer; `day` is the one on which it was made. */
export function fapiaoCsv(
  lines: readonly CsvLine[], { batch, locale }: { batch: { number: number, day: string }, locale: Locale },
): string {
  const { head, personal, company, less } = words[locale]
  return csvOf(head, lines.map(({ amount, taxAmount, currency, ...line }) => [
    batch.number, batch.day, line.reference, line.kind === 'company' ? company : personal, line.title, line.taxNumber, line.email,
    { amount, currency }, { amount: taxAmount, currency }, currency, amount < 0 ? less : null,
  ]))
}
