/** Text that is markup already. Only `html` makes it. */
export interface Html {
  readonly markup: string
}

type Part = string | number | Html | false | null | undefined | readonly Part[]

/** Markup in which every value is escaped, unless it is markup itself. Lists are joined; false, null and undefined leave nothing. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return { markup: strings.map((text, index) => text + render(parts[index])).join('') }
}

function render(part: Part): string {
  if (part === undefined || part === null || part === false) return ''
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part))
  if ('markup' in part) return part.markup
  return part.map(render).join('')
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' }

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
