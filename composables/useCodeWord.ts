/** The words of skills, credentials and languages; a code that has none reads as it was typed. */
export function useCodeWord() {
  const { t, te, tm } = useI18n()
  type Table = 'skill' | 'credential' | 'language'
  const wordOf = (table: Table, code: string): string => (te(`${table}.${code}`) ? t(`${table}.${code}`) : code.replaceAll(/[-_]/g, ' '))
  return {
    wordOf,
    /** The word where it stands alone: with a capital. */
    labelOf: (table: Table, code: string): string => wordOf(table, code).replace(/^./, first => first.toUpperCase()),
    /** Every code that has a word. */
    codesOf: (table: Table): string[] => Object.keys(tm(table)),
  }
}
