/**
 * What vue-i18n gives a compiled message, as far as ours need it. `<i18n-t>` puts elements where `t` puts text, so the parts stay
 * unjoined.
 */
interface MessageContext<T> {
  named: (name: string) => unknown
  interpolate: (value: unknown) => T
  normalize: (parts: (T | string)[]) => T
  plural: (forms: T[]) => T
}

interface Part {
  text: string
  isName: boolean
}

/** `{name}` is the value of that name, `{'@'}` the text between the quotes. */
const placeholder = /\{(?:'([^']*)'|(\w+))\}/

/** `split` answers text, quoted, name, text, …: of each placeholder one of the two is missing. */
function parse(message: string): Part[] {
  return message.split(placeholder)
    .map((text, index): Part => ({ text, isName: index % 3 === 2 }))
    .filter(({ text }) => text !== undefined && text !== '')
}

/**
 * Our messages use names, quoted signs and `one | many`, nothing else of vue-i18n's language: this reads them in a few lines, where its
 * own compiler costs every reader of the first page six kilobytes.
 */
export function compileMessage(message: unknown) {
  const forms = String(message).split(' | ').map(parse)
  return <T>(context: MessageContext<T>): T => {
    const written = forms.map(parts =>
      context.normalize(parts.map(({ text, isName }) => (isName ? context.interpolate(context.named(text)) : text))))
    return written.length === 1 ? written[0]! : context.plural(written)
  }
}
