export const locales = ['zh-CN', 'en'] as const
export type Locale = (typeof locales)[number]

/** A text of the catalogue in both languages. */
export interface LocalText {
  zh: string
  en: string
}

/** A text as somebody reads it. `other`: where it was never written in their language, that in which it is shown instead. */
export interface ReadText {
  words: string
  other: Locale | null
}

/** THE place where the language of a text is chosen. */
export function readText(text: LocalText | null | undefined, locale: string): ReadText {
  if (!text) return { words: '', other: null }
  const isEnglish = locale === 'en'
  const [own, instead] = isEnglish ? [text.en, text.zh] : [text.zh, text.en]
  if (own || !instead) return { words: own, other: null }
  return { words: instead, other: isEnglish ? 'zh-CN' : 'en' }
}
