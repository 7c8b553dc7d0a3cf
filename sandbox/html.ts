const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' }

/** Markup that is safe to put into a page as it is. */
export interface Markup {
  readonly markup: string
}

type Value = string | number | Markup | readonly Markup[] | undefined | false

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => ESCAPES[character] ?? character)
}

/** A template whose values are escaped, unless they were made by this function themselves. `undefined` and `false` leave nothing. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Markup {
  const markup = strings.reduce((page, text, index) => page + render(values[index - 1]) + text)
  return { markup }
}

function render(value: Value): string {
  if (value === undefined || value === false) return ''
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value))
  return 'markup' in value ? value.markup : value.map(part => part.markup).join('')
}
