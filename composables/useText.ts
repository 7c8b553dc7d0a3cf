import type { LocalText } from '#shared/locale.ts'

/** A text of the catalogue in the reader's language; where that is empty, in the other. */
export function useText() {
  const { locale } = useI18n()
  return (text: LocalText | null | undefined): string => {
    if (!text) return ''
    return locale.value === 'en' ? text.en || text.zh : text.zh || text.en
  }
}
