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

const words: Record<Locale, { head: string[], personal: string, company: string, refunded: string }> = {
  'zh-CN': {
    head: ['批次', '日期', '预订编号', '抬头类型', '发票抬头', '统一社会信用代码', '邮箱', '价税合计', '其中税额', '币种', '备注'],
    personal: '个人', company: '企业', refunded: '退款冲减',
  },
  'en': {
    head: ['Batch', 'Date', 'Booking', 'Kind', 'Title', 'Tax number', 'Email', 'Total', 'Tax in it', 'Currency', 'Note'],
    personal: 'Personal', company: 'Company', refunded: 'Refunded since',
  },
}

/** A batch for the issuer (RFC 4180, with a byte order mark, so that spreadsheets read the Chinese). Amounts in major units. */
export function fapiaoCsv(
  lines: readonly CsvLine[], { batch, locale }: { batch: { number: number, at: Date }, locale: Locale },
): string {
  const { head, personal, company, refunded } = words[locale]
  const day = batch.at.toISOString().slice(0, 10)
  const rows = lines.map(line => [
    String(batch.number), day, line.reference, line.kind === 'company' ? company : personal, line.title, line.taxNumber ?? '', line.email,
    major(line.amount, line.currency), major(line.taxAmount, line.currency), line.currency, line.amount < 0 ? refunded : '',
  ])
  return `\uFEFF${[head, ...rows].map(row => row.map(cell).join(',')).join('\r\n')}\r\n`
}

function major(amount: number, currency: string): string {
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  return (amount / 10 ** digits).toFixed(digits)
}

/** What a person typed never becomes a formula: a spreadsheet takes `=`, `+`, `-` and `@` at the beginning for one. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
