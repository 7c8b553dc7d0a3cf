const open = '\uE000'
const close = '\uE001'

/** A text in which search marked what matched (U+E000 … U+E001), as pieces; never as HTML. */
export function marked(text: string): { text: string, hit: boolean }[] {
  return text.split(open).flatMap((part, index) => {
    if (index === 0) return [{ text: part, hit: false }]
    const end = part.indexOf(close)
    return end === -1 ? [{ text: part, hit: true }] : [{ text: part.slice(0, end), hit: true }, { text: part.slice(end + 1), hit: false }]
  }).filter(piece => piece.text !== '')
}
