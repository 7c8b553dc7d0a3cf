import type { LocalText } from '#shared/locale.ts'

/** A text of the catalogue in the reader's language; where that is empty, in the other. */
export function useText() {
  const { locale } = useI18n()
  return (text: LocalText | null | undefined): string => {
    if (!text) return ''
    return locale.value === 'en' ? text.en || text.zh : text.zh || text.en
  }
}

/** `lang` of a text of the catalogue, where it is not the page's own. */
export function useTextLang() {
  const { locale } = useI18n()
  return (text: LocalText): string | undefined => {
    if (locale.value === 'en') return text.en ? undefined : 'zh-CN'
    return text.zh ? undefined : 'en'
  }
}
