type Cell = string | number | null

/**
 * A table as text: RFC 4180, with a byte order mark so that spreadsheets read Chinese as such. A text that a spreadsheet would take for a
 * formula (OWASP, *CSV injection*) begins with an apostrophe.
 */
export function csvOf(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${[head, ...rows].map(row => row.map(cellOf).join(',')).join('\r\n')}\r\n`
}

function cellOf(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

/** Minor units as a spreadsheet adds them up: `12345` → `123.45`, for currencies of two decimals. */
export const majorUnits = (amount: number): string => `${amount < 0 ? '-' : ''}${Math.floor(Math.abs(amount) / 100)}.${String(Math.abs(amount) % 100).padStart(2, '0')}`
