export const locales = ['zh-CN', 'en'] as const
export type Locale = (typeof locales)[number]

/** A text of the catalogue in both languages. */
export interface LocalText {
  zh: string
  en: string
}
