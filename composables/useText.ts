import { readText, type LocalText, type ReadText } from '#shared/locale.ts'

/**
 * Texts of the catalogue in the reader's language. One that was never written in it stands in the other, and says so: `<InLanguage>` does,
 * with a mark of its own; `text()` does in words, for sentences, options and names of things.
 */
export function useText() {
  const { locale, t } = useI18n()
  const read = (text: LocalText | null | undefined): ReadText => readText(text, locale.value)
  /** Without a word of its language: for what is asked with it, and for what machines read. */
  const plain = (text: LocalText | null | undefined): string => read(text).words

  function text(local: LocalText | null | undefined): string {
    const { words, other } = read(local)
    return other ? t('inLanguage.marked', { text: words, only: t(`inLanguage.only.${other}`) }) : words
  }
  return Object.assign(text, { read, plain })
}
