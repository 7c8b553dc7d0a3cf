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

/** What a bundler makes of a message in development and in component tests: vue-i18n's tree, with long or short names. */
interface Tree {
  type?: number
  t?: number
  body?: Tree
  b?: Tree
  cases?: Tree[]
  c?: Tree[]
  items?: Tree[]
  i?: Tree[]
  static?: string
  s?: string
  value?: string
  v?: string
  key?: string
  k?: string
}

/** The message as it was written. The numbers are vue-i18n's types of nodes: resource, plural, message, text, named, …, literal. */
function sourceOf(tree: Tree): string {
  switch (tree.type ?? tree.t) {
    case 0: return sourceOf(tree.body ?? tree.b ?? {})
    case 1: return (tree.cases ?? tree.c ?? []).map(sourceOf).join(' | ')
    case 2: return tree.static ?? tree.s ?? (tree.items ?? tree.i ?? []).map(sourceOf).join('')
    case 4: return `{${tree.key ?? tree.k ?? ''}}`
    case 9: return `{'${tree.value ?? tree.v ?? ''}'}`
    default: return tree.value ?? tree.v ?? tree.static ?? tree.s ?? ''
  }
}

/**
 * Our messages use names, quoted signs and `one | many`, nothing else of vue-i18n's language: this reads them in a few lines, where its
 * own compiler costs every reader of the first page six kilobytes.
 */
export function compileMessage(message: string | object) {
  const forms = (typeof message === 'string' ? message : sourceOf(message)).split(' | ').map(parse)
  return <T>(context: MessageContext<T>): T => {
    const written = forms.map(parts =>
      context.normalize(parts.map(({ text, isName }) => (isName ? context.interpolate(context.named(text)) : text))))
    return written.length === 1 ? written[0]! : context.plural(written)
  }
}
