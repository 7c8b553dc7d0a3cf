interface Money {
  /** Minor units. */
  amount: number
  currency: string
}
type Cell = string | number | Money | null

/**
 * A table as text: RFC 4180, with a byte order mark so that spreadsheets read Chinese as such. A text that a spreadsheet would take for a
 * formula (OWASP, *CSV injection*) begins with an apostrophe. Money stands in major units.
 */
export function csvOf(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${[head, ...rows].map(row => row.map(cellOf).join(',')).join('\r\n')}\r\n`
}

/** With what a formula begins; in East Asia also with the wide forms of these signs. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/

function cellOf(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  if (typeof value === 'object') return majorUnits(value)
  const plain = formula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

const decimals = new Map<string, number>()

/** A table has one currency and thousands of sums: a format is made once. */
function decimalsOf(currency: string): number {
  const known = decimals.get(currency)
  if (known !== undefined) return known
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  decimals.set(currency, digits)
  return digits
}

/** Minor units as a spreadsheet adds them up: 12345 CNY → `123.45`, 12345 JPY → `12345`. */
export function majorUnits({ amount, currency }: Money): string {
  const digits = decimalsOf(currency)
  const [sign, units] = [amount < 0 ? '-' : '', String(Math.abs(amount)).padStart(digits + 1, '0')]
  return digits === 0 ? sign + units : `${sign}${units.slice(0, -digits)}.${units.slice(-digits)}`
}
