import en from '../../i18n/locales/en.json' with { type: 'json' }
import zh from '../../i18n/locales/zh-CN.json' with { type: 'json' }
import type { Locale } from '../../shared/locale.ts'

type Values = Record<string, string | number>

/** The interface's words, as its own files have them, so that a better wording breaks no test. */
export interface Copy {
  /** The message with its places filled in; of two plural forms the one for `count`. */
  (key: string, values?: Values): string
  /** A pattern for the message anywhere in a text, with anything at the places that `values` leaves open. */
  like: (key: string, values?: Values) => RegExp
}

/** Every message of a language under its dotted key. */
export function messagesOf(locale: Locale): Map<string, string> {
  return new Map(flatten(locale === 'en' ? en : zh, ''))
}

export function copyOf(locale: Locale): Copy {
  const messages = messagesOf(locale)
  const raw = (key: string, values: Values): string => {
    const message = messages.get(key)
    if (message === undefined) throw new Error(`there is no message ${key} in ${locale}`)
    const forms = message.split(' | ')
    return (values.count === 1 ? forms[0] : forms.at(-1)) ?? message
  }
  const text = (key: string, values: Values = {}): string => raw(key, values).replaceAll(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place))
  const like = (key: string, values: Values = {}): RegExp =>
    new RegExp(text(key, values).split(/\{\w+\}/).map(part => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('.+'))
  return Object.assign(text, { like })
}

function* flatten(value: unknown, key: string): Generator<[string, string]> {
  if (typeof value === 'string') yield [key, value.replaceAll(/\{'(.)'\}/g, '$1')]
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) yield* flatten(inner, key === '' ? name : `${key}.${name}`)
}
