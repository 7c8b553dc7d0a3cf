import { readText, type Locale, type LocalText } from '#shared/locale.ts'

/** By the reader's language and that of the words. */
const marks: Record<Locale, Record<Locale, string>> = {
  'zh-CN': { 'zh-CN': '（仅中文）', 'en': '（仅英文）' },
  'en': { 'zh-CN': ' (Chinese only)', 'en': ' (English only)' },
}

/** A text of the catalogue in a reader's language; one that was never written in it says so. */
export const textIn = (locale: Locale) => (text: LocalText): string => {
  const { words, other } = readText(text, locale)
  return other ? words + marks[locale][other] : words
}

/** A name of a provider or a person: in a sentence a mark would be read as a part of it. */
export const nameIn = (locale: Locale) => (name: LocalText): string => readText(name, locale).words
