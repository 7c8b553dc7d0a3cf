import { Converter } from 'opencc-js/t2cn'

const convert = Converter({ from: 't', to: 'cn' })
const simplified = new Map<string, string>()

/** One character in simplified form. Character by character, so that places in the folded text are places in the text. */
function simplify(character: string): string {
  let known = simplified.get(character)
  if (known === undefined) {
    const converted = convert(character)
    known = converted.length === character.length ? converted : character
    simplified.set(character, known)
  }
  return known
}

const isHan = /\p{Script=Han}/u
const marks = /\p{M}+/gu

/** One character as it is compared: simplified, without case, width or accents; never empty. May be longer than one (ﬁ → fi). */
function foldCharacter(character: string): string {
  if (character < '\u0080') return character.toLowerCase()
  if (isHan.test(character)) return simplify(character)
  const folded = character.normalize('NFKD').replace(marks, '').toLowerCase()
  return folded === '' ? character : folded
}

/** Text as it is compared: simplified characters, lower case, half width, no accents. */
export function fold(text: string): string {
  let folded = ''
  for (const character of text) folded += foldCharacter(character)
  return folded
}

/** Traditional characters as simplified ones; nothing else changes, and no place in the text moves. */
export function simplifyText(text: string): string {
  let simple = ''
  for (const character of text) simple += character < '\u2E80' ? character : simplify(character)
  return simple
}

/** Letters, digits, signs and spaces of full width (Ａ１！) as those of a keyboard; nothing else changes, and no place in the text moves. */
export const halfWidth = (text: string): string =>
  text.replaceAll(/[\uFF01-\uFF5E]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xFEE0)).replaceAll('\u3000', ' ')
